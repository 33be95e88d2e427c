package linkhold.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 digests, of 32 bytes. */
public final class Sha256 {

  private Sha256() {}

  /** The digest of {@code text} in UTF-8. */
  public static byte[] of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** The digest of {@code bytes}. */
  public static byte[] of(byte[] bytes) {
    return start().digest(bytes);
  }

  /** A digest of content that is added piece by piece. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
