package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import linkhold.domain.Patience;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cache by which starts are quick, in a copy of the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LinkholdStartIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static final String OLD = "The server behind apps that save links";
  private static final String NEW = "The SERVER behind apps that save links";

  private final Path trained = DATABASES.top().resolve("trained");
  private final Path upgraded = DATABASES.top().resolve("upgraded");

  /** The result of {@code ./linkhold}: its exit code and its two outputs. */
  private record Run(int exitCode, String output, String errors) {}

  /** What one that was upgraded did before it was trained again. */
  private record Untrained(Path cache, String before, String after, boolean usesCache) {}

  private Untrained untrained;

  @BeforeAll
  void train() throws Exception {
    install(trained);
    cp(trained, upgraded);
    String before = run(upgraded, "--help").output();
    upgrade(upgraded.resolve("app/target/linkhold.jar"));
    Path training = keepFromTraining(upgraded);
    String after = run(upgraded, "--help").output();
    untrained = new Untrained(caches(upgraded).getFirst(), before, after, usesCache(upgraded));
    Files.delete(training);
    trainTwiceAtOnce(upgraded);
  }

  /** As two servers may. */
  private static void trainTwiceAtOnce(Path home) throws Exception {
    Callable<Run> training = () -> run(home, "train");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var run : executor.invokeAll(List.of(training, training))) {
        assertEquals(0, run.get().exitCode(), run.get().errors() + failures(home));
      }
    }
  }

  @Test
  void twoThatTrainAtOnceMakeOneCache() throws Exception {
    assertEquals(1, caches(upgraded).size());
    assertTrue(Files.notExists(upgraded.resolve("app/target/training")));
  }

  @Test
  void classesComeFromTheCache() throws Exception {
    assertTrue(usesCache(trained));
  }

  @Test
  void anUpgradedJarsCodeRunsThoughSizeAndTimeAreTheOldOnes() throws Exception {
    assertTrue(untrained.before.contains(OLD));
    assertTrue(untrained.after.contains(NEW));
    assertFalse(untrained.usesCache);

    assertNotEquals(untrained.cache, caches(upgraded).getFirst());
    assertTrue(usesCache(upgraded));
    assertTrue(run(upgraded, "--help").output().contains(NEW));
  }

  @Test
  void oneThatIsTrainedIsNotTrainedAgain() throws Exception {
    FileTime made = Files.getLastModifiedTime(caches(trained).getFirst());
    assertEquals(0, run(trained, "train").exitCode());
    assertEquals(made, Files.getLastModifiedTime(caches(trained).getFirst()));
  }

  @Test
  void jarsOfAnotherTimeAreNotStartedWithACacheThatTheJvmWouldRefuse() throws Exception {
    Path home = copy("rebuilt");
    Path jar = home.resolve("app/target/linkhold.jar");
    assertTrue(startsWithCache(home));
    FileTime time = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + 60_000));
    keepFromTraining(home);
    assertFalse(startsWithCache(home)); // so one is made in the background
  }

  /** Whether the script hands a cache to the JVM, by the trace of the shell. */
  private static boolean startsWithCache(Path home) throws Exception {
    var script = new ProcessBuilder("sh", "-x", home.resolve("linkhold").toString(), "--version");
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = script.redirectErrorStream(true).start();
    String trace = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), trace);
    return trace.contains("-XX:AOTCache=");
  }

  @Test
  void aDamagedCacheIsNotUsed() throws Exception {
    Path home = copy("damaged");
    Path cache = caches(home).getFirst();
    try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1 << 20), channel.size() / 4);
    }
    assertStartsWithoutCache(home);
  }

  @Test
  void aTruncatedCacheIsNotUsed() throws Exception {
    Path home = copy("truncated");
    try (FileChannel channel =
        FileChannel.open(caches(home).getFirst(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    assertStartsWithoutCache(home);
  }

  @Test
  void theServerStartsWithFlagsThatDoNotFitTheCache() throws Exception {
    Run version = runWith(trained, "-XX:-UseCompactObjectHeaders", "--version");
    assertShowsItsVersion(version);
  }

  @Test
  void anotherCollectorMayBeChosen() throws Exception {
    Run version = runWith(trained, "-XX:+UseParallelGC", "--version");
    assertShowsItsVersion(version);
  }

  /** The commit is shown where it is known. */
  private static void assertShowsItsVersion(Run run) {
    assertTrue(
        run.output().matches("linkhold 0\\.1\\.0( \\(([0-9a-f]{12}|unknown)\\))?\n"),
        run::toString);
    assertEquals(new Run(0, run.output(), ""), run);
  }

  @Test
  void filesBeyondAsciiAreOpenedInTheCLocale() throws Exception {
    Path file =
        Files.writeString(trained.resolve("Léa.html"), "<a href=\"https://example.com/\">x</a>");
    Process process =
        new ProcessBuilder(
                "env",
                "LC_ALL=C",
                "JAVA_HOME=" + System.getProperty("java.home"),
                trained.resolve("linkhold").toString(),
                "import",
                "--data-dir=" + trained.resolve("missing"),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), output);
    assertTrue(output.contains("no Linkhold library"), output); // it found the file
  }

  private static void assertStartsWithoutCache(Path home) throws Exception {
    keepFromTraining(home);
    Run help = run(home, "--help");
    assertEquals(0, help.exitCode(), help.errors());
    assertTrue(help.output().contains(OLD), help.output());
    assertEquals("", help.errors());
    assertFalse(usesCache(home));
  }

  /** As if another process trained already: starts do not train in the background. */
  private static Path keepFromTraining(Path home) throws IOException {
    return Files.createDirectory(home.resolve("app/target/training"));
  }

  /** Whether the JVM takes Linkhold's classes from the cache. */
  private static boolean usesCache(Path home) throws Exception {
    Run version = runWith(home, "-Xlog:class+load:stderr", "--version");
    assertEquals(0, version.exitCode(), version.errors());
    return version
        .errors()
        .lines()
        .anyMatch(line -> line.contains(" linkhold.app.Main source: shared objects file"));
  }

  /** Lays the packaged program out as the build does, with its cache. */
  private static void install(Path home) throws Exception {
    Path project = Path.of("..").toRealPath();
    Files.createDirectories(home.resolve("app/target"));
    Files.createDirectories(home.resolve(".mvn"));
    for (String file :
        List.of("linkhold", ".mvn/jdk.sh", "app/target/linkhold.jar", "app/target/lib")) {
      cp(project.resolve(file), home.resolve(file));
    }
    Path cache = RunningLinkhold.cache();
    cp(cache, home.resolve("app/target").resolve(cache.getFileName()));
  }

  /** The trained program, which a test may damage; it is repaired for the next test. */
  private Path copy(String name) throws Exception {
    Path home = DATABASES.top().resolve(name);
    cp(trained, home);
    return home;
  }

  private static void cp(Path from, Path to) throws Exception {
    assertEquals(
        0, new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start().waitFor());
  }

  /** Replaces a sentence in the jar's code; size and time stay what they were. */
  private static void upgrade(Path jar) throws IOException {
    FileTime time = Files.getLastModifiedTime(jar);
    long size = Files.size(jar);
    var bytes = new ByteArrayOutputStream();
    try (var old = new ZipFile(jar.toFile());
        var upgraded = new ZipOutputStream(bytes)) {
      upgraded.setLevel(Deflater.BEST_COMPRESSION);
      // Without what nothing reads, so that there is room to fill up again.
      List<? extends ZipEntry> entries =
          old.stream().filter(entry -> !entry.getName().startsWith("META-INF/maven/")).toList();
      for (ZipEntry entry : entries) {
        byte[] content;
        try (var in = old.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        String text = new String(content, StandardCharsets.ISO_8859_1).replace(OLD, NEW);
        upgraded.putNextEntry(new ZipEntry(entry.getName()));
        upgraded.write(text.getBytes(StandardCharsets.ISO_8859_1));
        upgraded.closeEntry();
      }
    }
    byte[] smaller = bytes.toByteArray();
    int padding = Math.toIntExact(size - smaller.length);
    assertTrue(padding >= 0 && padding <= 0xFFFF, "cannot be padded by " + padding);
    // The archive's comment fills it up; its length stands in the last two bytes.
    ByteBuffer padded = ByteBuffer.allocate((int) size);
    padded.put(smaller, 0, smaller.length - 2).put((byte) padding).put((byte) (padding >> 8));
    Files.write(jar, padded.array());
    Files.setLastModifiedTime(jar, time);
    assertEquals(size, Files.size(jar));
  }

  private static List<Path> caches(Path home) throws IOException {
    try (var files = Files.newDirectoryStream(home.resolve("app/target"), "*.aot")) {
      List<Path> caches = new ArrayList<>();
      files.forEach(caches::add);
      return caches;
    }
  }

  /** Why training failed. */
  private static String failures(Path home) throws IOException {
    try (var files = Files.newDirectoryStream(home.resolve("app/target"), "*.failed")) {
      var said = new StringBuilder();
      for (Path file : files) {
        said.append(Files.readString(file));
      }
      return said.toString();
    }
  }

  private static Run run(Path home, String... arguments) throws Exception {
    return runWith(home, "", arguments);
  }

  private static Run runWith(Path home, String javaOptions, String... arguments) throws Exception {
    Path output = Files.createTempFile(home, "run", ".out");
    Path errors = Files.createTempFile(home, "run", ".err");
    Process process = launch(home, javaOptions, output, errors, arguments);
    assertTrue(process.waitFor(Patience.seconds(120), TimeUnit.SECONDS), "it does not end");
    return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  private static Process launch(
      Path home, String javaOptions, Path output, Path errors, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("linkhold").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.to(output.toFile()))
            .redirectError(Redirect.to(errors.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("LINKHOLD_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LINKHOLD_JAVA_OPTIONS", javaOptions);
    return builder.start();
  }
}
