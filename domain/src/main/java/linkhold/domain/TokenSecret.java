package linkhold.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a device shows to act for an account: {@code lh_} and 256 random bits in base64url (RFC
 * 4648, 5). Stores keep only its digest. As it is random, a plain SHA-256 of it tells nothing.
 */
public final class TokenSecret {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "lh_";
  private static final int BYTES = 32;

  private final String text;

  private TokenSecret(String text) {
    this.text = text;
  }

  /** A new secret that nobody has. */
  public static TokenSecret random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The secret that someone shows, whether it is one or not. */
  public static TokenSecret of(String text) {
    return new TokenSecret(text);
  }

  /** The secret itself, to be shown once to whom it was issued. */
  public String reveal() {
    return text;
  }

  /** SHA-256 of the secret's UTF-8. */
  public TokenDigest digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new TokenDigest(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** Nothing of the secret. */
  @Override
  public String toString() {
    return "TokenSecret";
  }
}
