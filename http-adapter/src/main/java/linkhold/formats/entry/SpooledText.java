package linkhold.formats.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text in a temporary file, for formats in which a folder's name may come after what is in the
 * folder: they are read twice. The file is deleted by {@link #close}.
 */
public final class SpooledText implements AutoCloseable {

  /** How large such a text may be: some hundred thousand bookmarks. */
  private static final long MAX_LENGTH = 128L * 1024 * 1024;

  private final Path file;
  private final Beginning beginning;

  private SpooledText(Path file, Beginning beginning) {
    this.file = file;
    this.beginning = beginning;
  }

  /** Reads {@code text} to its end. */
  static SpooledText of(Reader text, Beginning beginning) throws IOException {
    SpooledText spooled =
        new SpooledText(Files.createTempFile("linkhold-import", ".txt"), beginning);
    try (Writer out = new BufferedWriter(Files.newBufferedWriter(spooled.file, UTF_8))) {
      char[] block = new char[16 * 1024];
      long length = 0;
      int count = text.read(block);
      while (count >= 0) {
        length += count;
        if (length > MAX_LENGTH) {
          throw new EntryTooLongException("The file", MAX_LENGTH);
        }
        out.write(block, 0, count);
        count = text.read(block);
      }
      return spooled;
    } catch (IOException | RuntimeException e) {
      spooled.close();
      throw e;
    }
  }

  /** The text from its beginning. */
  public FileText open() throws IOException {
    return FileText.of(new BufferedReader(Files.newBufferedReader(file, UTF_8)), beginning);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
