package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** PostgreSQL's messages since a moment, from its start-up output and then from its log. */
final class PostgresLog {

  private static final Pattern ERROR_LINE =
      Pattern.compile("\\b(FATAL|PANIC|HINT|error):|^could not ");
  private static final int MAX_BYTES = 1 << 16;

  private final DataDirectory directory;
  private final Map<Path, Long> sizes = new HashMap<>();

  /** Starts at the present end of the files. */
  PostgresLog(DataDirectory directory) throws IOException {
    this.directory = directory;
    Files.deleteIfExists(directory.startupLog());
    for (Path file : files()) {
      sizes.put(file, Files.size(file));
    }
  }

  /** All messages since, at most 64 KiB of each file. */
  String text() throws IOException {
    var text = new StringBuilder();
    for (Path file : files()) {
      try (var channel = FileChannel.open(file)) {
        var bytes = ByteBuffer.allocate(MAX_BYTES);
        channel.read(bytes, sizes.getOrDefault(file, 0L));
        text.append(UTF_8.decode(bytes.flip()));
      } catch (NoSuchFileException e) {
        // It does not exist yet.
      }
    }
    return text.toString();
  }

  /** The lines of an output that say why something failed; its last line when there is none. */
  static String complaint(String output) {
    List<String> lines = output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    List<String> complaints =
        lines.stream().filter(l -> ERROR_LINE.matcher(l).find()).limit(4).toList();
    if (!complaints.isEmpty()) {
      return String.join(" ", complaints);
    }
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.exists(directory.startupLog())) {
      files.add(directory.startupLog());
    }
    Path logs = directory.cluster().resolve("log");
    if (Files.isDirectory(logs)) {
      try (var entries = Files.list(logs)) {
        entries.forEach(files::add);
      }
    }
    return files;
  }
}
