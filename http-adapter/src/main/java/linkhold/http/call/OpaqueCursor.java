package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import linkhold.domain.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of cursors. To clients they are opaque text, base64url without padding of: a format
 * version (1 byte), a digest (12 bytes), the position. The digest binds the position to its list,
 * so that a damaged cursor, or one of another list, is noticed. It protects no secret: a cursor
 * only says where to continue in the caller's own data.
 *
 * @param format the version of how positions are written, 0 to 127
 * @param of identifies the list of the positions; no other list has this text
 */
public record OpaqueCursor(int format, String of) {

  private static final int DIGEST_BYTES = 12;
  private static final int POSITION_AT = 1 + DIGEST_BYTES;

  /** The text of the cursor at {@code position}, which is not empty. */
  public String encode(byte[] position) {
    byte[] all =
        ByteBuffer.allocate(POSITION_AT + position.length)
            .put((byte) format)
            .put(digest(position))
            .put(position)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /**
   * The position of {@code cursor}; null when that is not a cursor of this list in its exact
   * spelling.
   */
  public byte @Nullable [] decode(String cursor) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (all.length <= POSITION_AT) {
      return null;
    }
    byte[] position = Arrays.copyOfRange(all, POSITION_AT, all.length);
    // Base64 has several spellings of one value; only the one that encode writes is valid.
    return encode(position).equals(cursor) ? position : null;
  }

  private byte[] digest(byte[] position) {
    MessageDigest digest = Sha256.start();
    byte[] name = of.getBytes(UTF_8);
    digest.update(
        ByteBuffer.allocate(1 + Integer.BYTES).put((byte) format).putInt(name.length).flip());
    digest.update(name);
    return Arrays.copyOf(digest.digest(position), DIGEST_BYTES);
  }
}
