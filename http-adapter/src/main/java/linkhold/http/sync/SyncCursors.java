package linkhold.http.sync;

import java.nio.ByteBuffer;
import linkhold.domain.SyncCursor;
import linkhold.http.call.OpaqueCursor;
import org.jspecify.annotations.Nullable;

/**
 * Encodes cursors of an account's changes for clients. A cursor identifies its account by the
 * epoch, so one of another account, or of an earlier account of the same name, counts as expired.
 */
public final class SyncCursors {

  private static final OpaqueCursor TEXT = new OpaqueCursor(1, "changes");
  private static final int BYTES = 3 * Long.BYTES;

  private SyncCursors() {}

  /** Encodes {@code cursor}. */
  static String encode(SyncCursor cursor) {
    return TEXT.encode(
        ByteBuffer.allocate(BYTES)
            .putLong(cursor.epoch())
            .putLong(cursor.position())
            .putLong(cursor.start())
            .array());
  }

  /** The cursor that {@code text} encodes; null when it is not one. */
  public static @Nullable SyncCursor decode(String text) {
    byte[] bytes = TEXT.decode(text);
    if (bytes == null || bytes.length != BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long epoch = in.getLong();
    long position = in.getLong();
    long start = in.getLong();
    return position < 0 || start < 0 ? null : new SyncCursor(epoch, position, start);
  }
}
