package linkhold.domain.url;

import static linkhold.domain.url.RefusedUrl.quote;
import static linkhold.domain.url.RefusedUrl.refused;

import linkhold.domain.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Makes an absolute, safe URL of the text that a person gave. */
public final class GivenUrl {
  /** The longest URL kept, in UTF-16 code units. */
  public static final int MAX_LENGTH = 8192;

  private GivenUrl() {}

  public static String of(String text) {
    refuseUnstorable(text);
    String url = withoutTabsAndLineBreaks(trim(text));
    if (url.isEmpty()) {
      throw refused("The URL is empty; give one such as https://example.com/a.");
    }
    if (url.length() > MAX_LENGTH) {
      throw tooLong();
    }
    String absolute = absolute(url);
    if (absolute.length() > MAX_LENGTH) {
      throw tooLong();
    }
    return absolute;
  }

  private static InvalidInputException tooLong() {
    return refused("The URL is longer than the " + MAX_LENGTH + " characters allowed.");
  }

  private static void refuseUnstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        throw refused("The URL holds the character U+0000; give it without.");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw refused("The URL holds half a character (a lone surrogate); give valid Unicode.");
        }
        i++;
      }
    }
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Whether it is a C0 control or Unicode white space. */
  private static boolean isBlank(char c) {
    return c <= ' ' || c == '\u0085' || Character.isSpaceChar(c);
  }

  /** As browsers read a URL that was wrapped over lines (WHATWG URL, 4.4). */
  private static String withoutTabsAndLineBreaks(String url) {
    if (url.indexOf('\n') < 0 && url.indexOf('\r') < 0 && url.indexOf('\t') < 0) {
      return url;
    }
    return url.replace("\n", "").replace("\r", "").replace("\t", "");
  }

  private static String absolute(String url) {
    Scheme scheme = Scheme.of(url);
    if (scheme == null) {
      if (AddressText.matches(url)) {
        return "https://" + url;
      }
      throw refused("The URL has no scheme; begin it with https:// or another one.");
    }
    refuseUnsafe(scheme, url);
    if (scheme.isSpecial() || scheme.takesNumber()) {
      return url;
    }
    // An escaped digit counts as a digit, so that the canonical form is read the same way.
    return AddressText.matches(UrlPart.OPAQUE.normalise(url)) ? "https://" + url : url;
  }

  private static void refuseUnsafe(Scheme outer, String url) {
    @Nullable Scheme scheme = outer;
    String rest = url;
    while (scheme != null) {
      if (scheme.isUnsafe()) {
        throw refused(
            "A URL of the scheme "
                + quote(scheme.name())
                + " runs code or reads local data and is not kept; https and others are.");
      }
      if (!scheme.wrapsUrl()) {
        return;
      }
      rest = UrlPart.OPAQUE.normalise(trim(scheme.after(rest)));
      scheme = Scheme.of(rest);
    }
  }
}
