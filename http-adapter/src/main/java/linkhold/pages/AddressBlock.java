package linkhold.pages;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits.
 *
 * @param address any of them
 * @param length how many bits they share
 */
record AddressBlock(InetAddress address, int length) {

  /** The block that {@code text} names: an address, or one with a length such as 10.0.0.0/8. */
  static @Nullable AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress address = InetAddress.ofLiteral(literal);
      int bits = address.getAddress().length * Byte.SIZE;
      int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      return length >= 0 && length <= bits ? new AddressBlock(address, length) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A block that is known to be one. */
  static AddressBlock of(String text) {
    AddressBlock block = parse(text);
    if (block == null) {
      throw new IllegalArgumentException(text);
    }
    return block;
  }

  /** Whether {@code other} is one of them. */
  boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] bytes = other.getAddress();
    if (own.length != bytes.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((own[bit / Byte.SIZE] ^ bytes[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
