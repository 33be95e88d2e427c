package linkhold.domain.url;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A URL's scheme and what is known of it.
 *
 * @param name in lower case
 */
record Scheme(String name) {
  /**
   * By line: what runs code; what is on this one device; what shows a part of a document or how it
   * is written. None of it opens on another device.
   */
  private static final Set<String> UNSAFE =
      Set.of(
          """
          javascript jscript livescript mocha vbscript data
          file content filesystem blob assets-library ph ms-appdata ms-appx res resource
          about cid jar its mhtml mid mk ms-its view-source wyciwyg\
          """
              .split("\\s", -1));

  /** Browsers read what follows as a URL of its own. */
  private static final Set<String> WRAPPERS = Set.of("feed");

  /** Schemes beside the special ones whose authority is known to name a host of the network. */
  private static final Set<String> OF_HOSTS =
      Set.of(
          "ftps gemini git gopher irc ircs nntp rtmp rtsp sftp ssh svn telnet vnc".split(" ", -1));

  /** Schemes of which a bare number is a whole URL: {@code tel:112} is no port of a host. */
  private static final Set<String> OF_NUMBERS =
      Set.of(
          """
          callto doi facetime facetime-audio fax geo isbn mailto mms pmid sip sips skype sms smsto \
          tel telprompt urn whatsapp\
          """
              .split(" ", -1));

  /** The scheme that the text begins with (RFC 3986, 3.1), if any. */
  static @Nullable Scheme of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':' && i > 0) {
        return new Scheme(text.substring(0, i).toLowerCase(Locale.ROOT));
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && !(other && i > 0)) {
        return null;
      }
    }
    return null;
  }

  /** Whether it is a drive's letter and begins a path of Windows. */
  boolean isDrive() {
    return name.length() == 1;
  }

  /** What follows the scheme and its colon in a text that begins with them. */
  String after(String text) {
    return text.substring(name.length() + 1);
  }

  /** Whether it is one of the schemes that browsers parse by rules of their own (WHATWG URL). */
  boolean isSpecial() {
    return defaultPort() >= 0;
  }

  /** The default port, or -1. */
  int defaultPort() {
    return switch (name) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      case "ftp" -> 21;
      default -> -1;
    };
  }

  boolean isWeb() {
    return name.equals("https") || name.equals("http");
  }

  /** Whether the authority names a host, and not something of the scheme's own. */
  boolean namesHost() {
    return isSpecial() || OF_HOSTS.contains(name);
  }

  /** Whether its URLs run code, read local data or open on no other device. */
  boolean isUnsafe() {
    return UNSAFE.contains(name);
  }

  boolean wrapsUrl() {
    return WRAPPERS.contains(name);
  }

  boolean takesNumber() {
    return OF_NUMBERS.contains(name);
  }
}
