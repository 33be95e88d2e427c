package linkhold.formats.entry;

import java.io.IOException;

/** Reads one kind of file, entry by entry. */
@FunctionalInterface
public interface EntryReader {

  /**
   * Passes every entry of {@code text} to {@code entries}, in order.
   *
   * @throws IOException when the file cannot be read; what is wrong with its text is reported to
   *     {@code entries} instead
   */
  void read(FileText text, Entries entries) throws IOException;
}
