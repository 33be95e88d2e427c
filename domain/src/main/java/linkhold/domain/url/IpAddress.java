package linkhold.domain.url;

import static linkhold.domain.url.RefusedUrl.quote;
import static linkhold.domain.url.RefusedUrl.refused;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** IP addresses as browsers read them in URLs (WHATWG URL, 3.5). */
final class IpAddress {
  private IpAddress() {}

  /** Whether a host's last label is a number, so that it can only be an IPv4 address. */
  static boolean endsInNumber(String host) {
    String name = withoutLastDot(host);
    String last = name.substring(name.lastIndexOf('.') + 1);
    return !last.isEmpty()
        && last.charAt(0) >= '0'
        && last.charAt(0) <= '9'
        && (last.chars().allMatch(c -> c >= '0' && c <= '9') || number(last) >= 0);
  }

  /**
   * Dotted decimal of an IPv4 address in any form that browsers accept: one to four numbers, each
   * decimal, octal (0…) or hexadecimal (0x…), the last standing for all bytes that remain.
   */
  static String canonicalV4(String host) {
    String[] numbers = withoutLastDot(host).split("\\.", -1);
    if (numbers.length > 4) {
      throw notAnAddress(host);
    }
    long address = 0;
    for (int i = 0; i < numbers.length; i++) {
      boolean last = i == numbers.length - 1;
      int bits = last ? 8 * (5 - numbers.length) : 8;
      long number = number(numbers[i]);
      if (number < 0 || number >= 1L << bits) {
        throw notAnAddress(host);
      }
      address = address << bits | number;
    }
    return (address >> 24)
        + "."
        + (address >> 16 & 0xFF)
        + "."
        + (address >> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }

  /** The short form of an IPv6 address without brackets (RFC 5952, 4). */
  static String canonicalV6(String address) {
    short[] groups = groups(address);
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
    }
    var out = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == gap) {
        out.append("::");
        i += gapLength - 1;
      } else {
        out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":");
        out.append(Integer.toHexString(groups[i] & 0xFFFF));
      }
    }
    return out.toString();
  }

  private static short[] groups(String address) {
    if (!address.contains(":") || !address.matches("[0-9A-Fa-f:.]+")) {
      throw notAnAddress(address);
    }
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      throw notAnAddress(address);
    }
    var all = ByteBuffer.allocate(16);
    if (bytes.length == 4) { // the JDK makes an IPv4 address of ::ffff:0:0/96
      all.putShort(10, (short) 0xFFFF);
    }
    all.put(16 - bytes.length, bytes);
    short[] groups = new short[8];
    all.asShortBuffer().get(groups);
    return groups;
  }

  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** The value of a number of an IPv4 address, cut off at 2^40, or -1 when it is not a number. */
  private static long number(String text) {
    int radix = 10;
    int start = 0;
    if (text.startsWith("0x")) {
      radix = 16;
      start = 2;
    } else if (text.length() > 1 && text.startsWith("0")) {
      radix = 8;
      start = 1;
    } else if (text.isEmpty()) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0) {
        return -1;
      }
      number = Math.min(number * radix + digit, 1L << 40);
    }
    return number;
  }

  private static RefusedUrlException notAnAddress(String host) {
    return refused("The URL's host " + quote(host) + " is not a valid IP address.");
  }
}
