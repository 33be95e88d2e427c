package linkhold.formats;

import java.io.IOException;

/** Reads one kind of file, entry by entry. */
interface EntryReader {

  /**
   * Hands every entry of {@code text} to {@code importer}, in order.
   *
   * @throws IOException when the file cannot be read; what is wrong with its text is told to {@code
   *     importer} instead
   */
  void read(ImportedText text, Importer importer) throws IOException;
}
