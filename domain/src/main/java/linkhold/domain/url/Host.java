package linkhold.domain.url;

import static linkhold.domain.url.RefusedUrl.quote;
import static linkhold.domain.url.RefusedUrl.refused;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Hosts of URLs in the form that browsers give them (WHATWG URL, 3.5): IP addresses in their
 * shortest form, names in lower-case ASCII. Names beyond ASCII are mapped as UTS #46 does without
 * transition (so {@code ß} is not {@code ss}), by the JDK's Unicode tables. A trailing dot stays:
 * with it, a name is another host to DNS search lists, TLS and cookies.
 */
final class Host {
  private static final String FORBIDDEN = " #/:<>?@[\\]^|%\u007f";

  /** The longest name of DNS in characters; holds off needless work on longer ones. */
  private static final int MAX_UNICODE_LENGTH = 253;

  private Host() {}

  /** The canonical form of a host, which may be empty. */
  static String canonical(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return '[' + IpAddress.canonicalV6(host.substring(1, host.length() - 1)) + ']';
    }
    String unescaped = unescape(host);
    String name = isAscii(unescaped) ? unescaped.toLowerCase(Locale.ROOT) : toAscii(unescaped);
    boolean onlyDots = !host.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || FORBIDDEN.indexOf(c) >= 0) {
        throw notAHost(host);
      }
      onlyDots &= c == '.';
    }
    if (onlyDots) {
      throw notAHost(host);
    }
    return IpAddress.endsInNumber(name) ? IpAddress.canonicalV4(name) : name;
  }

  /** The port in the digits, or -1 when it is not a number from 0 to 65535. */
  static int portNumber(String digits) {
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
      if (number > 65535) {
        return -1;
      }
    }
    return number;
  }

  /** The name with the full stops of East Asian keyboards as dots (RFC 3490, 3.1). */
  static String withAsciiDots(String name) {
    return name.replace('\u3002', '.').replace('\uFF0E', '.').replace('\uFF61', '.');
  }

  private static RefusedUrlException notAHost(String host) {
    return refused("The URL's host " + quote(host) + " is neither a host name nor an IP address.");
  }

  private static String unescape(String host) {
    if (host.indexOf('%') < 0) {
      return host;
    }
    var out = new ByteArrayOutputStream();
    int i = 0;
    while (i < host.length()) {
      int escaped = UrlPart.escapedByte(host, i);
      if (escaped >= 0) {
        out.write(escaped);
        i += 3;
      } else {
        int c = host.codePointAt(i);
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String toAscii(String host) {
    String mapped = withAsciiDots(mapped(host));
    if (mapped.length() > MAX_UNICODE_LENGTH) {
      throw notAHost(host);
    }
    var labels = new StringJoiner(".");
    for (String label : mapped.split("\\.", -1)) {
      if (isAscii(label)) {
        labels.add(label);
      } else if (label.startsWith("xn--")) {
        throw notAHost(host);
      } else {
        labels.add("xn--" + Punycode.encode(label));
      }
    }
    return labels.toString();
  }

  /** Lower case and compatibility forms are resolved twice, as each can produce the other. */
  private static String mapped(String host) {
    var visible = new StringBuilder();
    host.codePoints().filter(c -> !isIgnored(c)).forEach(visible::appendCodePoint);
    String once = Normalizer.normalize(lowerCase(visible.toString()), Normalizer.Form.NFKC);
    String twice = Normalizer.normalize(lowerCase(once), Normalizer.Form.NFKC);
    if (!twice.codePoints().allMatch(Host::isAllowed)) {
      throw notAHost(host);
    }
    return twice;
  }

  /** Character by character, since a whole word would turn its last sigma into a final one. */
  private static String lowerCase(String text) {
    var out = new StringBuilder();
    text.codePoints().forEach(c -> out.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return out.toString();
  }

  /** What UTS #46 drops: soft hyphen, invisible separators, variation selectors. */
  private static boolean isIgnored(int c) {
    return c == 0xAD
        || c == 0x34F
        || c == 0x200B
        || c == 0x2060
        || c == 0x2064
        || c == 0xFEFF
        || (c >= 0x180B && c <= 0x180F && c != 0x180E)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.UNASSIGNED,
          Character.CONTROL,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Joiners distinguish words of Persian and of Indian scripts.
      case Character.FORMAT -> c == 0x200C || c == 0x200D;
      default -> c != 0xFFFD;
    };
  }
}
