package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The outside of cursors. To clients they are opaque text, base64url without padding of: a format
 * version (1 byte), a digest (12 bytes), the position. The digest binds the position to what it is
 * a position of, so that a cursor that went astray or was damaged is noticed. It protects no
 * secret: a cursor only says where to go on in what is the caller's own.
 *
 * @param format the version of how positions are written, 0 to 127
 * @param of what they are positions of, in a text that nothing else has
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

  /** The position of {@code cursor}; null when that is none of these, spelled as these are. */
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
    // Base64 has several spellings of one value, and only one is ours.
    return encode(position).equals(cursor) ? position : null;
  }

  private byte[] digest(byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] name = of.getBytes(UTF_8);
      digest.update(
          ByteBuffer.allocate(1 + Integer.BYTES).put((byte) format).putInt(name.length).flip());
      digest.update(name);
      return Arrays.copyOf(digest.digest(position), DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
