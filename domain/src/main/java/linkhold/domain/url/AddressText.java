package linkhold.domain.url;

/**
 * Recognises text that is written as people type an address: a host with a dot in it, an IP literal
 * or {@code localhost}, or any host name with a port; then optionally a path, a query and a
 * fragment.
 */
final class AddressText {
  private AddressText() {}

  static boolean matches(String text) {
    String authority = authority(text);
    int colon = authority.startsWith("[") ? authority.indexOf("]:") + 1 : authority.indexOf(':');
    if (colon <= 0) {
      return isBracketed(authority) || isWellKnownHost(authority);
    }
    String host = authority.substring(0, colon);
    String port = authority.substring(colon + 1);
    if (port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    // Without a dot, a number that is no port is the scheme's own, such as an identifier.
    return isBracketed(host)
        || isWellKnownHost(host)
        || (isHostName(host) && Host.portNumber(port) >= 0);
  }

  private static String authority(String text) {
    int end = 0;
    while (end < text.length() && "/\\?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, end);
  }

  private static boolean isBracketed(String host) {
    return host.startsWith("[") && host.endsWith("]");
  }

  private static boolean isWellKnownHost(String host) {
    return host.equalsIgnoreCase("localhost") || isDotted(host);
  }

  private static boolean isHostName(String host) {
    return !host.isEmpty() && host.chars().allMatch(AddressText::isOfLabel);
  }

  /** Two or more labels; when the last is a number, the four of an IPv4 address. */
  private static boolean isDotted(String host) {
    String[] labels = Host.withAsciiDots(host).split("\\.", -1);
    int count = labels[labels.length - 1].isEmpty() ? labels.length - 1 : labels.length;
    if (count < 2) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!isHostName(labels[i])) {
        return false;
      }
    }
    boolean numeric = labels[count - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    return !numeric || count == 4;
  }

  private static boolean isOfLabel(int c) {
    return c >= 0x80
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
