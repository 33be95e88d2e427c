package linkhold.persistence.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of content that is written and read. */
final class Digests {

  private Digests() {}

  /** A new SHA-256. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
