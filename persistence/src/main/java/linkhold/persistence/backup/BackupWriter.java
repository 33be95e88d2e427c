package linkhold.persistence.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a backup file: the head, each table with its rows, and the end. */
final class BackupWriter {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Rows are gathered into frames of at least this size. */
  private static final int FRAME_BYTES = 64 * 1024;

  private static final int COMPRESSION_LEVEL = 3;

  private final DataOutputStream out;
  private final BackupHead head;
  private final List<TableSummary> tables = new ArrayList<>();
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream(2 * FRAME_BYTES);
  private final MessageDigest digest = Digests.sha256();
  private long count;

  /** Begins a file on {@code target}, which stays open. */
  BackupWriter(OutputStream target, BackupHead head) throws IOException {
    this.head = head;
    ZstdOutputStream compressed = new ZstdOutputStream(new Open(target), COMPRESSION_LEVEL);
    compressed.setChecksum(true);
    this.out = new DataOutputStream(new BufferedOutputStream(compressed, FRAME_BYTES));
    write(Frame.HEAD, JSON.writeValueAsBytes(head));
  }

  /** Begins a table. */
  void begin(BackupTable table) throws IOException {
    write(Frame.TABLE, JSON.writeValueAsBytes(table));
    digest.reset();
    count = 0;
  }

  /** Adds a row, as {@code COPY} gives it, with the line break at its end. */
  void row(byte[] row) throws IOException {
    rows.write(row);
    count++;
    if (rows.size() >= FRAME_BYTES) {
      flushRows();
    }
  }

  /** Ends the table that was begun last. */
  void end(BackupTable table) throws IOException {
    flushRows();
    TableSummary summary =
        new TableSummary(table.name(), count, HexFormat.of().formatHex(digest.digest()));
    write(Frame.TABLE_END, JSON.writeValueAsBytes(summary));
    tables.add(summary);
  }

  /** Writes the end, without which the file counts as incomplete. */
  BackupSummary finish() throws IOException {
    write(Frame.END, JSON.writeValueAsBytes(tables));
    out.close();
    return new BackupSummary(head, tables);
  }

  private void flushRows() throws IOException {
    if (rows.size() > 0) {
      byte[] content = rows.toByteArray();
      rows.reset();
      digest.update(content);
      write(Frame.ROWS, content);
    }
  }

  private void write(Frame frame, byte[] content) throws IOException {
    out.writeByte(frame.letter());
    out.writeInt(content.length);
    out.write(content);
  }

  /** Does not close the underlying stream. */
  private static final class Open extends FilterOutputStream {

    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
