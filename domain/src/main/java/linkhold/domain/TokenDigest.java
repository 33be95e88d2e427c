package linkhold.domain;

import java.security.MessageDigest;
import java.util.Arrays;

/** What is stored of a {@link TokenSecret}; compared in constant time. */
public final class TokenDigest {

  private final byte[] bytes;

  TokenDigest(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenDigest digest && MessageDigest.isEqual(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Shows nothing of the digest. */
  @Override
  public String toString() {
    return "TokenDigest";
  }
}
