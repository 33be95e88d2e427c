package linkhold.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import linkhold.domain.AccountId;
import linkhold.domain.LinkStore;
import linkhold.formats.entry.LinkWriter;

/**
 * The door: exports whole libraries to files, and imports files. Both stream: memory stays small
 * for files of any size, and no transaction of the store is open between two steps.
 */
public final class LinkFiles {

  /** What can be imported, for people. */
  public static final String READABLE = ImportFormats.READABLE;

  private final LinkStore links;

  /** Exports from {@code links}, and imports into it. */
  public LinkFiles(LinkStore links) {
    this.links = links;
  }

  /**
   * Writes every link of an account, archived ones too, in the order in which they were first
   * created. A link that is there from beginning to end of the call is written exactly once.
   *
   * @param out neither flushed nor closed
   * @param progress called after each link with the number written so far
   * @throws IOException when {@code out} fails
   */
  public void write(AccountId account, FileFormat format, OutputStream out, LongConsumer progress)
      throws IOException {
    LinkWriter writer = format.writer(out);
    AtomicLong written = new AtomicLong();
    try {
      links.forEach(
          account,
          link -> {
            try {
              writer.write(link);
              progress.accept(written.incrementAndGet());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.end();
  }

  /**
   * Saves what a file holds. The file is recognised by its content; {@link #READABLE} says what can
   * be imported. Each entry is saved by the rules of {@link LinkStore#save}, so importing the same
   * file once more changes nothing, unless the links were changed meanwhile. An entry that cannot
   * be saved is left out, and reported. Entries are saved in batches, each while the next one is
   * read; when the call fails, whole batches before are saved, and nothing is saved after it.
   *
   * @param file read to its end, but not closed
   * @param progress called after each batch with the counts so far
   * @throws linkhold.domain.InvalidInputException when the format of the file is unknown; nothing
   *     was saved
   * @throws linkhold.domain.NotFoundException when the account is not there
   * @throws linkhold.domain.UnavailableException when the store cannot answer
   * @throws IOException when {@code file} cannot be read
   */
  public ImportReport read(AccountId account, InputStream file, Consumer<ImportCounts> progress)
      throws IOException {
    try (Importer importer = new Importer(links, account, progress)) {
      new ImportFile(importer).read(file);
      return importer.end();
    }
  }
}
