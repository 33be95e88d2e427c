package linkhold.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import linkhold.domain.AccountId;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of one list: where a page ended. To clients they are opaque text, base64url without
 * padding of: a format version (1 byte), a digest (12 bytes), the position. The digest binds the
 * position to the account and the list, so that a cursor that went astray or was damaged is
 * noticed. It protects no secret: a cursor only says where to go on in the caller's own list.
 *
 * @param account whose list it is
 * @param list what the list holds and how it is sorted, in a text that no other list has
 * @param sort the list's order
 */
record PageCursor(AccountId account, String list, Sort sort) {

  private static final byte FORMAT = 1;
  private static final int DIGEST_BYTES = 12;
  private static final int POSITION_AT = 1 + DIGEST_BYTES;

  private static final long EARLIEST = micros(Instant.parse("0001-01-01T00:00:00Z"));
  private static final long LATEST = micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

  /** The cursor that goes on after {@code position}, which is one of this order. */
  String encode(Position position) {
    byte[] bytes = bytes(position);
    byte[] all =
        ByteBuffer.allocate(POSITION_AT + bytes.length)
            .put(FORMAT)
            .put(digest(bytes))
            .put(bytes)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** Where {@code cursor} goes on; null when it is none of this list. */
  @Nullable Position decode(String cursor) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (all.length <= POSITION_AT || all[0] != FORMAT) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(all, POSITION_AT, all.length);
    if (!Arrays.equals(digest(bytes), Arrays.copyOfRange(all, 1, POSITION_AT))) {
      return null;
    }
    Position position = position(bytes);
    // Base64 has several spellings of one value, and only one is ours.
    return position == null || !encode(position).equals(cursor) ? null : position;
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

  private byte[] digest(byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] name = list.getBytes(UTF_8);
      digest.update(
          ByteBuffer.allocate(1 + 8 + 4)
              .put(FORMAT)
              .putLong(account.value())
              .putInt(name.length)
              .flip());
      digest.update(name);
      return Arrays.copyOf(digest.digest(position), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
