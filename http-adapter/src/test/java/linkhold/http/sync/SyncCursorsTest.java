package linkhold.http.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import linkhold.domain.AccountId;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import linkhold.domain.SyncCursor;
import linkhold.http.call.OpaqueCursor;
import linkhold.http.links.PageCursor;
import org.junit.jupiter.api.Test;

class SyncCursorsTest {

  private static final SyncCursor CURSOR = new SyncCursor(-2, 1093, Long.MAX_VALUE);

  @Test
  void everyCursorIsDecodedExactly() {
    for (SyncCursor cursor :
        new SyncCursor[] {CURSOR, new SyncCursor(0, 0, 0), new SyncCursor(Long.MIN_VALUE, 7, 3)}) {
      assertEquals(cursor, SyncCursors.decode(SyncCursors.encode(cursor)));
    }
  }

  @Test
  void aCursorFitsIntoAQueryAndAnEventUnescaped() {
    assertTrue(SyncCursors.encode(CURSOR).matches("[A-Za-z0-9_-]{50}"));
  }

  @Test
  void aDamagedCursorIsNotACursor() {
    String cursor = SyncCursors.encode(CURSOR);
    for (int i = 0; i < cursor.length(); i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      assertNull(SyncCursors.decode(cursor.substring(0, i) + other + cursor.substring(i + 1)));
      assertNull(SyncCursors.decode(cursor.substring(0, i)));
    }
    assertNull(SyncCursors.decode(cursor + "A"));
    assertNull(SyncCursors.decode(cursor + "="));
  }

  @Test
  void aCursorOfAListIsNotACursorOfChanges() {
    PageCursor list = new PageCursor(new AccountId(1), "changes", Sort.LATEST_CHANGE);
    assertNull(SyncCursors.decode(list.encode(new Position.ByRevision(1))));
  }

  @Test
  void aCursorWithoutRevisionsIsNotACursor() {
    OpaqueCursor text = new OpaqueCursor(1, "changes");
    byte[] negative = ByteBuffer.allocate(24).putLong(1).putLong(-1).putLong(1).array();
    assertNull(SyncCursors.decode(text.encode(negative)));
    assertNull(SyncCursors.decode(text.encode(new byte[23])));
    assertNull(SyncCursors.decode(text.encode(new byte[25])));
  }
}
