package linkhold.persistence.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup file from its beginning to its end, and refuses an incomplete one: it checks the
 * order of its parts, the number of rows and digest of each table, and that nothing follows the
 * end.
 */
final class BackupReader {

  /**
   * Receives the content, in the order of the file.
   *
   * @param <E> how it fails
   */
  interface Target<E extends Exception> {

    /** The file begins. */
    void head(BackupHead head) throws E;

    /** A table begins. */
    void begin(BackupTable table) throws E;

    /** Some rows of the table that began last, in lines as {@code COPY} reads them. */
    void rows(byte[] lines) throws E;

    /** The table that began last has ended, and its digest is right. */
    void end(TableSummary summary) throws E;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(int letter, byte[] content) {

    boolean is(Frame frame) {
      return letter == frame.letter();
    }
  }

  private final DataInputStream in;

  private BackupReader(InputStream file) throws IOException {
    this.in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(file), 64 * 1024));
  }

  /**
   * Reads {@code file} to its end.
   *
   * @throws BackupException when it is not a backup, a newer one, or incomplete; the content passed
   *     to {@code target} until then must not be used
   * @throws IOException when it cannot be read
   * @throws E when {@code target} fails
   */
  static <E extends Exception> BackupSummary read(InputStream file, Target<E> target)
      throws IOException, E {
    try {
      return new BackupReader(file).read(target);
    } catch (EOFException e) {
      throw new BackupException("The backup file breaks off: it was not written to its end.", e);
    } catch (JsonProcessingException e) {
      throw damaged(e);
    } catch (IOException e) {
      if (e.getClass().getName().startsWith("com.github.luben.zstd.")) {
        throw e.getMessage() != null && e.getMessage().contains("Truncated")
            ? new BackupException("The backup file breaks off: it was not written to its end.", e)
            : damaged(e);
      }
      throw e;
    }
  }

  private <E extends Exception> BackupSummary read(Target<E> target) throws IOException, E {
    Part first = next();
    if (!first.is(Frame.HEAD)) {
      throw new BackupException("The file is not a backup that Linkhold made.");
    }
    BackupHead head = BackupWriter.JSON.readValue(first.content, BackupHead.class);
    if (head.format() > BackupHead.FORMAT) {
      throw new BackupException(
          "The backup was made by a newer Linkhold, " + head.product() + ". Restore it with that.");
    }
    target.head(head);
    List<TableSummary> tables = new ArrayList<>();
    Part part = next();
    while (part.is(Frame.TABLE)) {
      tables.add(table(BackupWriter.JSON.readValue(part.content, BackupTable.class), target));
      part = next();
    }
    if (!part.is(Frame.END)
        || !List.of(BackupWriter.JSON.readValue(part.content, TableSummary[].class)).equals(tables)
        || in.read() >= 0) {
      throw damaged(null);
    }
    return new BackupSummary(head, tables);
  }

  private <E extends Exception> TableSummary table(BackupTable table, Target<E> target)
      throws IOException, E {
    target.begin(table);
    MessageDigest digest = Digests.sha256();
    long count = 0;
    Part part = next();
    while (part.is(Frame.ROWS)) {
      digest.update(part.content);
      count += lines(part.content);
      target.rows(part.content);
      part = next();
    }
    TableSummary read =
        new TableSummary(table.name(), count, HexFormat.of().formatHex(digest.digest()));
    if (!part.is(Frame.TABLE_END)
        || !BackupWriter.JSON.readValue(part.content, TableSummary.class).equals(read)) {
      throw damaged(null);
    }
    target.end(read);
    return read;
  }

  private Part next() throws IOException {
    int letter = in.readUnsignedByte();
    int length = in.readInt();
    if (length < 0 || length > Frame.MAX_BYTES) {
      throw damaged(null);
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("within a part");
    }
    return new Part(letter, content);
  }

  private static long lines(byte[] text) {
    long count = 0;
    for (byte each : text) {
      if (each == '\n') {
        count++;
      }
    }
    return count;
  }

  private static BackupException damaged(@Nullable Throwable cause) {
    String message = "The backup file is damaged: it is not what was written. Use another one.";
    return cause == null ? new BackupException(message) : new BackupException(message, cause);
  }
}
