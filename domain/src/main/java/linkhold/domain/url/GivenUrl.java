package linkhold.domain.url;

import static linkhold.domain.url.RefusedUrl.quote;
import static linkhold.domain.url.RefusedUrl.refused;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an absolute, safe URL, which every platform can open, of the text that a person gave. */
public final class GivenUrl {
  /** The longest URL kept, in UTF-16 code units. */
  public static final int MAX_LENGTH = 8192;

  /** From this length on a program may have broken a line that has no good place to break. */
  private static final int WRAPPED_LINE = 60;

  private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\r\\n\\t]");
  private static final Pattern HAS_BLANK = Pattern.compile("[\\s\\h]");

  /** Found in a part of a URL rather than in a title of one word. */
  private static final Pattern OF_URLS = Pattern.compile("[/?&=%#_\\d]");

  private static final Pattern ANOTHER_URL =
      Pattern.compile("[\\s\\h]https?://", Pattern.CASE_INSENSITIVE);

  /** The page that Firefox and Safari show without its surroundings. */
  private static final String READER = "about:reader?";

  private GivenUrl() {}

  public static String of(String text) {
    refuseUnstorable(text);
    String url = unwrapped(trim(text));
    if (url.isEmpty()) {
      throw refused("The URL is empty; give one such as https://example.com/a.");
    }
    if (url.length() > MAX_LENGTH) {
      throw tooLong();
    }
    Optional<String> page = pageInReader(url);
    if (page.isPresent()) {
      return of(page.get());
    }
    String openable = OpenableUrl.of(absolute(url));
    if (openable.length() > MAX_LENGTH) {
      throw tooLong();
    }
    return openable;
  }

  /** Without blanks and invisible characters at its ends. */
  static String trim(String text) {
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

  private static Optional<String> pageInReader(String url) {
    if (!url.regionMatches(true, 0, READER, 0, READER.length())) {
      return Optional.empty();
    }
    return Arrays.stream(url.substring(READER.length()).split("[&#]", -1))
        .filter(parameter -> parameter.startsWith("url="))
        .map(parameter -> ReadableUrl.of(parameter.substring("url=".length())))
        .filter(page -> !page.regionMatches(true, 0, READER, 0, READER.length()))
        .findFirst();
  }

  private static RefusedUrlException tooLong() {
    return refused(
        "The URL is longer than the "
            + MAX_LENGTH
            + " characters allowed, escapes of blanks and letters beyond ASCII counted.");
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

  /** Whether it is a control, Unicode white space, or a mark of no width such as one for bidi. */
  private static boolean isBlank(char c) {
    return c <= ' '
        || c >= 0x7F && c <= 0x9F
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT;
  }

  /**
   * The URL in one piece. Browsers drop line breaks and tabs wherever they are (WHATWG URL, 4.4);
   * here the text may as well be a URL and its title on two lines, or a URL and a signature. Only
   * what was plainly wrapped is joined.
   */
  private static String unwrapped(String url) {
    if (LINE_BREAK.matcher(url).find()) {
      String[] lines = LINE_BREAK.split(url, -1);
      for (int i = 1; i < lines.length; i++) {
        if (!isWrapped(lines[i - 1], lines[i])) {
          String rest = String.join("\n", List.of(lines).subList(i, lines.length)).strip();
          throw refused(
              "There is more than a URL in it: a line break separates "
                  + quote(lines[i - 1])
                  + " from "
                  + quote(rest.lines().findFirst().orElse(""))
                  + ". Give the URL alone.");
        }
      }
      return String.join("", lines);
    }
    return url;
  }

  /** Whether a line goes on in the next one: at a delimiter of URLs, or where a long line broke. */
  private static boolean isWrapped(String line, String next) {
    if (line.isEmpty() || next.isEmpty() || HAS_BLANK.matcher(line + next).find()) {
      return false;
    }
    if (Scheme.of(next) != null) {
      return false;
    }
    boolean atDelimiter =
        "?&=%#-_".indexOf(line.charAt(line.length() - 1)) >= 0
            || "/?&=%#".indexOf(next.charAt(0)) >= 0;
    return atDelimiter || line.length() >= WRAPPED_LINE && OF_URLS.matcher(next).find();
  }

  private static String absolute(String url) {
    Scheme scheme = Scheme.of(url);
    if (scheme != null && scheme.isDrive()) {
      throw refused("A path of a file on one computer is not kept; give a URL.");
    }
    if (scheme == null || isText(scheme.after(url))) {
      if (AddressText.matches(url)) {
        return "https://" + url;
      }
      throw refused("The URL has no scheme; begin it with https:// or another one.");
    }
    refuseUnsafe(scheme, url);
    if (scheme.isSpecial() && ANOTHER_URL.matcher(url).find()) {
      throw refused("There are two URLs in it; give one.");
    }
    if (scheme.isSpecial() || scheme.takesNumber()) {
      return url;
    }
    // An escaped digit counts as a digit, so that the canonical form is read the same way.
    return AddressText.matches(UrlPart.OPAQUE.normalise(url)) ? "https://" + url : url;
  }

  /** Whether white space follows the colon, as after a label. */
  private static boolean isText(String afterColon) {
    return !afterColon.isEmpty() && isBlank(afterColon.charAt(0));
  }

  private static void refuseUnsafe(Scheme outer, String url) {
    @Nullable Scheme scheme = outer;
    String rest = url;
    while (scheme != null) {
      if (scheme.isUnsafe()) {
        throw refused(
            "A URL of the scheme "
                + quote(scheme.name())
                + " runs code, or opens on this device only, and is not kept; https and others are.");
      }
      if (!scheme.wrapsUrl()) {
        return;
      }
      rest = UrlPart.OPAQUE.normalise(trim(scheme.after(rest)));
      scheme = Scheme.of(rest);
    }
  }
}
