package linkhold.http.links;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import linkhold.domain.AccountId;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import linkhold.http.call.OpaqueCursor;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one list: where a page ended. A cursor is valid for the account and list that it
 * was made for.
 *
 * @param account whose list it is
 * @param list identifies filter and sort order; no other list has this text
 * @param sort the list's order
 */
public record PageCursor(AccountId account, String list, Sort sort) {

  private static final int FORMAT = 1;

  private static final long EARLIEST = micros(Instant.parse("0001-01-01T00:00:00Z"));
  private static final long LATEST = micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

  /** The cursor that continues after {@code position}, which is of this sort order. */
  public String encode(Position position) {
    return text().encode(bytes(position));
  }

  /** The position of {@code cursor}; null when it is not a cursor of this list. */
  @Nullable Position decode(String cursor) {
    byte[] bytes = text().decode(cursor);
    return bytes == null ? null : position(bytes);
  }

  private OpaqueCursor text() {
    return new OpaqueCursor(FORMAT, "links of " + account.value() + ": " + list);
  }

  private static byte[] bytes(Position position) {
    return switch (position) {
      case Position.ByCreation(Instant createdAt, long id) ->
          ByteBuffer.allocate(16).putLong(micros(createdAt)).putLong(id).array();
      case Position.ByRevision(long revision) -> ByteBuffer.allocate(8).putLong(revision).array();
      case Position.ByTitle(String titleKey, long id) -> {
        byte[] key = titleKey.getBytes(UTF_8);
        yield ByteBuffer.allocate(8 + key.length).putLong(id).put(key).array();
      }
    };
  }

  private @Nullable Position position(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return switch (sort) {
      case NEWEST, OLDEST -> bytes.length == 16 ? byCreation(in.getLong(), in.getLong()) : null;
      case LATEST_CHANGE, EARLIEST_CHANGE ->
          bytes.length == 8 ? new Position.ByRevision(in.getLong()) : null;
      case TITLE, TITLE_BACKWARDS -> bytes.length >= 8 ? byTitle(in.getLong(), in) : null;
    };
  }

  private static @Nullable Position byCreation(long micros, long id) {
    return micros < EARLIEST || micros > LATEST
        ? null
        : new Position.ByCreation(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id);
  }

  private static @Nullable Position byTitle(long id, ByteBuffer key) {
    try {
      String titleKey = UTF_8.newDecoder().decode(key).toString();
      return titleKey.indexOf(0) < 0 ? new Position.ByTitle(titleKey, id) : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }
}
