package linkhold.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new directory for the data and logs of one benchmark, deleted in the end. */
record WorkDirectory(Path path) implements AutoCloseable {

  /** A new one in {@code parent}, which is made where it is missing. */
  static WorkDirectory in(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path path = Files.createTempDirectory(parent, "linkhold-bench-");
    // PostgreSQL may run as another user, who needs access to its own directory inside.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    return new WorkDirectory(path);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
