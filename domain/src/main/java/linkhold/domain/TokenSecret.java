package linkhold.domain;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The text by which a device authenticates: {@code lh_} and 256 random bits in base64url (RFC 4648,
 * 5); or a code of 128 bits that it exchanges for such a secret. Stores keep only the digest. Since
 * the secret is random, a plain SHA-256 cannot be reversed.
 */
public final class TokenSecret {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "lh_";
  private static final int BYTES = 32;
  private static final int CODE_BYTES = 16;

  private final String text;

  private TokenSecret(String text) {
    this.text = text;
  }

  /** A new random secret. */
  public static TokenSecret random() {
    return new TokenSecret(PREFIX + randomText(BYTES));
  }

  /** A new random code of 22 characters. */
  public static TokenSecret randomCode() {
    return new TokenSecret(randomText(CODE_BYTES));
  }

  private static String randomText(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The secret that a client sent, whether valid or not. */
  public static TokenSecret of(String text) {
    return new TokenSecret(text);
  }

  /** The secret itself, shown once when it is issued. */
  public String reveal() {
    return text;
  }

  /** SHA-256 of the secret's UTF-8. */
  public TokenDigest digest() {
    return new TokenDigest(Sha256.of(text));
  }

  /** Shows nothing of the secret. */
  @Override
  public String toString() {
    return "TokenSecret";
  }
}
