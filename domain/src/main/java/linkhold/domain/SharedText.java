package linkhold.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a phone's share sheet hands over: a URL and text around it, such as a title, the name of an
 * app, a label or a signature.
 *
 * @param urls the {@code http} and {@code https} URLs in it, in their order; no two of them are the
 *     same link
 * @param title what remains without them, on one line and without labels, signatures, quotes and
 *     the app's name; empty when nothing does, cut to {@link Link#MAX_TITLE_LENGTH}
 */
public record SharedText(List<LinkUrl> urls, String title) {

  /** The longest text, in code points. */
  public static final int MAX_LENGTH = 65_536;

  /** Stands where a URL was. */
  private static final char PLACEHOLDER = '\uFFFC';

  private static final Pattern URL =
      Pattern.compile(
          "(?<![A-Za-z0-9+.-])https?://[^\\s\\h\\p{Cntrl}<>\"“”„«»‹›，。、；！？：）」』】》〉]+",
          Pattern.CASE_INSENSITIVE);

  /** What ends a sentence or a quotation, and no URL. */
  private static final String AFTER_URL = ".,;:!?'’‘*_~|\u2026";

  private static final String BRACKETS = "()[]{}";

  /** A line that begins the signature of a mail, or that a program adds. */
  private static final Pattern SIGNATURE =
      Pattern.compile(
          "--|(sent|shared|posted) (from|with|via|by|using) .*|get outlook for .*"
              + "|(von|aus) mein(em|er) .* (gesendet|geteilt)|gesendet (von|mit|über) .*|geteilt (von|mit|über) .*"
              + "|(envoyé|partagé) (de|depuis|avec|via) .*|(enviado|compartido) (desde|con|por|via|vía) .*"
              + "|inviato (da|con) .*|(enviado|compartilhado) (do|de|pelo|via) .*|verzonden (vanaf|met) .*"
              + "|отправлено (с|из|от) .*|(download|get) the .* app\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** The person or app that passed the text on, at the end of a line. */
  private static final Pattern VIA =
      Pattern.compile(
          "(^|[\\s\\h(\\[|–—-])(via|über|vía|по|through) +(@[\\w.]+|[\\p{L}\\p{N}.]+( for (ios|android))?)[)\\]]?$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** A label before a title or a URL. */
  private static final Pattern LABEL =
      Pattern.compile(
          "^(title|titel|titre|título|titolo|url|uri|link|lien|enlace|website|page|article|source|quelle|subject|"
              + "betreff|re|fwd?|aw|wg|标题|链接)[\\s\\h]*[:：][\\s\\h]*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** One word before the URL, with a colon. */
  private static final Pattern WORD_AS_LABEL = Pattern.compile("^[^\\s\\h]+[:：]$");

  private static final Pattern CALL =
      Pattern.compile(
          "^(check (this|it) out|check out this \\p{L}+|look at this|take a look|have a look|read this|watch this|"
              + "schau mal|sieh dir das an|regarde ça|mira esto)[\\s\\h]*[:!.,]*[\\s\\h]*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final String QUOTES = "\"\"“”„“„”«»»«‹›''‘’‚‘「」『』【】《》``[]()";

  private static final String SEPARATORS = " :：|·•–—→>~*-";

  private static final Pattern QUOTE_MARK = Pattern.compile("^[>\\s\\h]*>[\\s\\h]*");

  /** Characters that belong to a URL's place: those after it, and those before it. */
  private static final String AFTER_PLACEHOLDER = "])}>.,;!?。，、；！？ ";

  private static final String BEFORE_PLACEHOLDER = "([{< ";

  /** Text after a blank that is the rest of a URL rather than the next word. */
  private static final Pattern OF_URLS = Pattern.compile("[/?&=#%]|\\.\\w{2,5}$");

  private static final Pattern BLANKS = Pattern.compile("[\\s\\h\\p{Cntrl}]+");

  /** Keeps a copy of the URLs. */
  public SharedText {
    urls = List.copyOf(urls);
  }

  /**
   * Finds what is in {@code text}. A text that is one URL of any scheme has this one.
   *
   * @throws InvalidInputException at {@code ""} when it is longer than {@link #MAX_LENGTH}
   */
  public static SharedText of(String text) {
    Text.require("", text, MAX_LENGTH);
    String visible = withoutBidi(text);
    Map<String, LinkUrl> found = new LinkedHashMap<>();
    StringBuilder rest = new StringBuilder();
    int end = 0;
    Matcher matcher = URL.matcher(visible);
    while (matcher.find()) {
      if (matcher.end() - matcher.start() > LinkUrl.MAX_LENGTH) {
        continue;
      }
      int urlEnd = endOfUrl(visible, matcher.start(), matcher.end());
      Optional<LinkUrl> url = parsed(visible.substring(matcher.start(), urlEnd));
      if (url.isPresent()) {
        found.putIfAbsent(url.get().canonical(), url.get());
        rest.append(visible, end, matcher.start()).append(PLACEHOLDER);
        end = urlEnd;
      }
    }
    rest.append(visible, end, visible.length());
    Optional<LinkUrl> whole =
        found.size() < 2 && isOnePiece(text) ? parsed(text) : Optional.empty();
    if (whole.isPresent()) {
      return new SharedText(List.of(whole.get()), "");
    }
    return new SharedText(List.copyOf(found.values()), title(rest.toString()));
  }

  /**
   * The URL in a text that ought to be one: the one {@code http} or {@code https} URL in it, if
   * there is text around it, or else all of it.
   *
   * @throws InvalidInputException as {@link LinkUrl#parse} does
   */
  public static LinkUrl urlIn(String text) {
    if (text.length() > MAX_LENGTH) {
      return LinkUrl.parse(text);
    }
    String stripped = text.strip();
    Optional<LinkUrl> only =
        Optional.of(of(text).urls()).filter(urls -> urls.size() == 1).map(List::getFirst);
    Matcher blank = BLANKS.matcher(stripped);
    if (only.isPresent()
        && blank.find()
        && !OF_URLS.matcher(stripped.substring(blank.end())).find()) {
      return only.get();
    }
    try {
      return LinkUrl.parse(text);
    } catch (InvalidInputException e) {
      return only.orElseThrow(() -> e);
    }
  }

  /**
   * The one URL of the text.
   *
   * @throws InvalidInputException at {@code pointer} when it has none or several, which it names
   */
  public LinkUrl onlyUrl(String pointer) {
    if (urls.size() == 1) {
      return urls.getFirst();
    }
    if (urls.isEmpty()) {
      throw new InvalidInputException(
          FaultCode.REFUSED_URL, pointer, "No http or https URL is in it; one has to be.");
    }
    String list = urls.stream().limit(10).map(SharedText::quoted).collect(Collectors.joining(", "));
    throw new InvalidInputException(
        FaultCode.REFUSED_URL,
        pointer,
        urls.size()
            + " different URLs are in it, and one has to be: "
            + list
            + (urls.size() > 10 ? ", …" : "")
            + ".");
  }

  private static String quoted(LinkUrl url) {
    String given = url.given();
    return given.length() <= 200 ? given : given.substring(0, 200) + "…";
  }

  /** Whether a text without blanks has at most the line breaks of one wrapped URL. */
  private static boolean isOnePiece(String text) {
    return text.strip().chars().noneMatch(c -> c == ' ' || Character.isSpaceChar(c));
  }

  private static Optional<LinkUrl> parsed(String text) {
    try {
      return Optional.of(LinkUrl.parse(text));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static String withoutBidi(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT || c == 0x200C || c == 0x200D)
        .forEach(visible::appendCodePoint);
    return visible.toString();
  }

  /** Where the URL ends: before punctuation of the sentence, and brackets opened before it. */
  private static int endOfUrl(String text, int start, int end) {
    int[] counts = new int[BRACKETS.length()];
    for (int i = start; i < end; i++) {
      int bracket = BRACKETS.indexOf(text.charAt(i));
      if (bracket >= 0) {
        counts[bracket]++;
      }
    }
    int last = end;
    while (last > start) {
      int bracket = BRACKETS.indexOf(text.charAt(last - 1));
      boolean opens = bracket >= 0 && bracket % 2 == 0;
      boolean unopened = bracket >= 0 && !opens && counts[bracket - 1] < counts[bracket];
      if (AFTER_URL.indexOf(text.charAt(last - 1)) < 0 && !opens && !unopened) {
        return cutAtBracket(text, start, last);
      }
      if (bracket >= 0) {
        counts[bracket]--;
      }
      last--;
    }
    return last;
  }

  /** Before the first bracket that closes what was opened before the URL, as in Markdown. */
  private static int cutAtBracket(String text, int start, int end) {
    int open = 0;
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '(') {
        open++;
      } else if (text.charAt(i) == ')' && --open < 0) {
        return i;
      }
    }
    return end;
  }

  private static String title(String rest) {
    List<String> lines = new ArrayList<>();
    for (String given : rest.split("\\R", -1)) {
      String line =
          QUOTE_MARK.matcher(BLANKS.matcher(given).replaceAll(" ").strip()).replaceFirst("");
      if (SIGNATURE.matcher(line).matches()) {
        if (line.equals("--")) {
          break;
        }
        continue;
      }
      String clean = withoutUrls(line);
      if (!clean.isEmpty()) {
        lines.add(clean);
      }
    }
    String title = unquoted(String.join(" ", lines));
    return title.codePointCount(0, title.length()) <= Link.MAX_TITLE_LENGTH
        ? title
        : title.substring(0, title.offsetByCodePoints(0, Link.MAX_TITLE_LENGTH)).strip();
  }

  /** A line without the places of URLs and what belongs to them. */
  private static String withoutUrls(String line) {
    boolean hadUrl = line.indexOf(PLACEHOLDER) >= 0;
    List<String> parts = new ArrayList<>();
    for (String part : line.split(String.valueOf(PLACEHOLDER), -1)) {
      String text = part.strip();
      text = VIA.matcher(text).replaceFirst("").strip();
      text = LABEL.matcher(text).replaceFirst("");
      if (hadUrl && WORD_AS_LABEL.matcher(text).matches() || CALL.matcher(text).matches()) {
        text = "";
      }
      text = withoutSeparators(text);
      if (text.codePoints().anyMatch(Character::isLetterOrDigit) || hasSymbol(text)) {
        parts.add(unquoted(text));
      }
    }
    return VIA.matcher(String.join(" ", parts)).replaceFirst("").strip();
  }

  private static String withoutSeparators(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && AFTER_PLACEHOLDER.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (start < end && BEFORE_PLACEHOLDER.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    while (start < end && (SEPARATORS + ",").indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    int word = start;
    while (word < end && SEPARATORS.indexOf(text.charAt(word)) >= 0) {
      word++;
    }
    while (word > start && text.charAt(word - 1) != ' ') {
      word--; // the sign is the word's own
    }
    return text.substring(word, end);
  }

  private static boolean hasSymbol(String text) {
    return text.codePoints().anyMatch(c -> Character.getType(c) == Character.OTHER_SYMBOL);
  }

  private static String unquoted(String text) {
    for (int i = 0; i < QUOTES.length() && text.length() > 1; i += 2) {
      if (text.charAt(0) == QUOTES.charAt(i)
          && text.indexOf(QUOTES.charAt(i + 1), 1) == text.length() - 1) {
        return text.substring(1, text.length() - 1).strip();
      }
    }
    return text;
  }
}
