package linkhold.http.sync;

import java.nio.ByteBuffer;
import linkhold.domain.SyncCursor;
import linkhold.http.call.OpaqueCursor;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of an account's changes as clients keep them. They do not name the account: the epoch
 * does, and one of another account, or of an earlier one of the same name, has expired.
 */
public final class SyncCursors {

  private static final OpaqueCursor TEXT = new OpaqueCursor(1, "changes");
  private static final int BYTES = 3 * Long.BYTES;

  private SyncCursors() {}

  /** The text of {@code cursor}. */
  static String encode(SyncCursor cursor) {
    return TEXT.encode(
        ByteBuffer.allocate(BYTES)
            .putLong(cursor.epoch())
            .putLong(cursor.position())
            .putLong(cursor.start())
            .array());
  }

  /** The cursor of this text; null when it is none. */
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
