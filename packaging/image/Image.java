import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the container image: the archive's files on the base that {@code ./package} made, in
 * separate layers for files that change seldom, sometimes and always. Run as {@code java Image.java BASE.tar
 * ARCHIVE-DIRECTORY VERSION COMMIT ARCHITECTURE SECONDS-OF-THE-COMMIT IMAGE.tar}.
 *
 * <p>The format is that of {@code docker save}, which every tool loads, since the OCI format has
 * no health check; the health check comes from the base, since Jib has no method that sets it.
 */
final class Image {

  private static final AbsoluteUnixPath HOME = AbsoluteUnixPath.get("/opt/linkhold");

  private Image() {}

  public static void main(String[] args) throws Exception {
    Path base = Path.of(args[0]);
    Path archive = Path.of(args[1]);
    String version = args[2];
    String commit = args[3];
    String architecture = args[4];
    Instant time = Instant.ofEpochSecond(Long.parseLong(args[5]));
    Path image = Path.of(args[6]);

    JibContainerBuilder builder =
        Jib.from(TarImage.at(base))
            .addPlatform(architecture, "linux")
            .setFormat(ImageFormat.Docker)
            .setCreationTime(time)
            .setUser("10001:10001")
            .setWorkingDirectory(AbsoluteUnixPath.get("/data"))
            .addVolume(AbsoluteUnixPath.get("/data"))
            .addExposedPort(Port.tcp(8080))
            .setEntrypoint(HOME + "/bin/linkhold")
            .setProgramArguments("serve")
            .addEnvironmentVariable("PATH", HOME + "/bin:/usr/bin:/bin")
            .addEnvironmentVariable("LANG", "C.UTF-8")
            .addEnvironmentVariable("LINKHOLD_HOST", "0.0.0.0")
            .addEnvironmentVariable("LINKHOLD_AUTH", "token")
            .addEnvironmentVariable("LINKHOLD_DATA_DIR", "/data")
            .addEnvironmentVariable("linkhold_command", "docker exec -it linkhold linkhold")
            .addLabel("org.opencontainers.image.title", "Linkhold")
            .addLabel(
                "org.opencontainers.image.description", "The server behind apps that save links")
            .addLabel("org.opencontainers.image.version", version)
            .addLabel("org.opencontainers.image.revision", commit)
            .addLabel("org.opencontainers.image.licenses", "Apache-2.0");
    for (List<String> part :
        List.of(
            List.of("runtime", "postgresql", "licences"),
            List.of("lib/lib"),
            List.of("bin", "lib/linkhold.jar", "lib/linkhold.aot"))) {
      builder.addFileEntriesLayer(layer(archive, part));
    }

    Path cache = Files.createTempDirectory("image");
    builder.containerize(
        Containerizer.to(TarImage.at(image).named("linkhold:" + version))
            .setOfflineMode(true)
            .setBaseImageLayersCache(cache.resolve("base"))
            .setApplicationLayersCache(cache.resolve("layers")));
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A layer of these files and folders; each file keeps its permissions and time, and root owns it. */
  private static FileEntriesLayer layer(Path archive, List<String> names) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(names.getFirst());
    for (String name : names) {
      layer.addEntryRecursive(
          archive.resolve(name),
          HOME.resolve(name),
          (file, _) -> permissions(file),
          (file, _) -> time(file));
    }
    return layer.build();
  }

  private static FilePermissions permissions(Path file) {
    try {
      return FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant time(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
