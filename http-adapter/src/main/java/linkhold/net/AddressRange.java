package linkhold.net;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses that begin with the same bits (RFC 4632, 3.1; RFC 4291, 2.3).
 *
 * @param first an address in it
 * @param bits how many of its bits all of them share
 */
public record AddressRange(InetAddress first, int bits) {

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}");

  /** The range that {@code text} states, with or without a slash; null when it states none. */
  public static @Nullable AddressRange parse(String text) {
    String[] parts = text.split("/", 2);
    InetAddress first = address(parts[0]);
    if (first == null) {
      return null;
    }
    int width = first.getAddress().length * 8;
    if (parts.length == 1) {
      return new AddressRange(first, width);
    }
    int bits = DIGITS.matcher(parts[1]).matches() ? Integer.parseInt(parts[1]) : width + 1;
    return bits <= width ? new AddressRange(first, bits) : null;
  }

  /**
   * The range of a constant {@code text}.
   *
   * @throws IllegalArgumentException when it is not a range
   */
  public static AddressRange of(String text) {
    AddressRange range = parse(text);
    if (range == null) {
      throw new IllegalArgumentException("No range of addresses: " + text);
    }
    return range;
  }

  /**
   * The address that {@code text} is a literal of; null when it is not a literal. Names are not
   * looked up.
   */
  public static @Nullable InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether {@code address} is in this range. */
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
