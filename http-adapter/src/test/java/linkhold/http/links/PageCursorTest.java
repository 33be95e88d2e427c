package linkhold.http.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import linkhold.domain.AccountId;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

  private static final PageCursor BY_TITLE = cursors(Sort.TITLE);
  private static final Position TITLE = new Position.ByTitle("a title, ü 😀 日本語", 42);

  @Test
  void everyPositionIsDecodedExactly() {
    for (Instant createdAt :
        List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("2026-11-23T08:00:00.123456Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"))) {
      Position position = new Position.ByCreation(createdAt, 7);
      assertComesBack(Sort.NEWEST, position);
      assertComesBack(Sort.OLDEST, position);
    }
    assertComesBack(Sort.LATEST_CHANGE, new Position.ByRevision(Long.MAX_VALUE));
    assertComesBack(Sort.EARLIEST_CHANGE, new Position.ByRevision(1));
    assertComesBack(Sort.TITLE, TITLE);
    assertComesBack(Sort.TITLE, new Position.ByTitle("", 1));
    assertComesBack(Sort.TITLE, new Position.ByTitle("😀".repeat(200), 1));
  }

  @Test
  void aCursorFitsIntoAQueryUnescaped() {
    String cursor = BY_TITLE.encode(TITLE);
    assertTrue(cursor.matches("[A-Za-z0-9_-]+"), cursor);
  }

  @Test
  void anotherAccountsCursorIsNotACursor() {
    PageCursor other = new PageCursor(new AccountId(2), "q=a", Sort.TITLE);
    assertNull(other.decode(BY_TITLE.encode(TITLE)));
  }

  @Test
  void anotherListsCursorIsNotACursor() {
    PageCursor other = new PageCursor(new AccountId(1), "q=b", Sort.TITLE);
    assertNull(other.decode(BY_TITLE.encode(TITLE)));
  }

  @Test
  void aCursorInAnotherSpellingIsNotACursor() {
    String cursor = BY_TITLE.encode(TITLE);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. ";
    for (int i = 0; i < cursor.length(); i++) {
      for (int j = 0; j < alphabet.length(); j++) {
        char c = alphabet.charAt(j);
        if (c != cursor.charAt(i)) {
          String changed = cursor.substring(0, i) + c + cursor.substring(i + 1);
          assertNull(BY_TITLE.decode(changed), changed);
        }
      }
      assertNull(BY_TITLE.decode(cursor.substring(0, i)));
      assertNull(BY_TITLE.decode(cursor.substring(i + 1)));
    }
    assertNull(BY_TITLE.decode(cursor + "A"));
    assertNull(BY_TITLE.decode(cursor + "="));
    assertNull(BY_TITLE.decode(cursor + cursor));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "=", "A", "AQ", "AQAA", "null", "\u0000", "ü", "😀", "../../etc", "%41"})
  void otherTextIsNotACursor(String text) {
    for (Sort sort : Sort.values()) {
      assertNull(cursors(sort).decode(text));
    }
  }

  @Test
  void arbitraryTextIsNeverACursorAndNeverAFailure() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append(
            (char) (random.nextInt(20) == 0 ? random.nextInt(0x10000) : 'A' + random.nextInt(26)));
      }
      for (Sort sort : Sort.values()) {
        assertNull(cursors(sort).decode(text.toString()));
      }
    }
  }

  /** A position that no link can have could make the store fail. */
  @Test
  void aPositionThatNoStoreCanHaveIsNotACursor() {
    for (Position position :
        List.of(
            new Position.ByCreation(Instant.parse("0000-12-31T23:59:59.999999Z"), 1),
            new Position.ByCreation(Instant.parse("+10000-01-01T00:00:00Z"), 1))) {
      assertNull(cursors(Sort.NEWEST).decode(cursors(Sort.NEWEST).encode(position)));
    }
    assertNull(BY_TITLE.decode(BY_TITLE.encode(new Position.ByTitle("a\u0000", 1))));
  }

  private static void assertComesBack(Sort sort, Position position) {
    PageCursor cursors = cursors(sort);
    assertEquals(position, cursors.decode(cursors.encode(position)));
  }

  private static PageCursor cursors(Sort sort) {
    return new PageCursor(new AccountId(1), "q=a", sort);
  }
}
