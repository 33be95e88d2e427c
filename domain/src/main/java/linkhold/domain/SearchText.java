package linkhold.domain;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import linkhold.domain.url.ReadableUrl;
import org.jspecify.annotations.Nullable;

/** How texts are folded before they are compared in a search, so that every store agrees. */
public final class SearchText {

  /**
   * Stands between the sections of a link's searched text. Folding turns it into a space, so no
   * section and no term ever holds it, and no term matches across two sections.
   */
  public static final char SEPARATOR = '\u001f';

  private static final int TITLE_KEY_LENGTH = 200;

  private SearchText() {}

  /**
   * The searched text of {@code link}: its {@linkplain #ofUrl url}, folded title, description, note
   * and tags, in this order, with a {@link #SEPARATOR} between each two. What is absent is an empty
   * section; the tags are their folded names with one space between each two.
   */
  public static String of(Link link) {
    StringBuilder text =
        new StringBuilder(ofUrl(link.url()))
            .append(SEPARATOR)
            .append(fold(link.title()))
            .append(SEPARATOR)
            .append(fold(link.description()))
            .append(SEPARATOR)
            .append(fold(link.note()))
            .append(SEPARATOR);
    int tags = text.length();
    for (Tag tag : link.tags()) {
      String name = fold(tag);
      if (!name.isEmpty()) {
        text.append(text.length() > tags ? " " : "").append(name);
      }
    }
    return text.toString();
  }

  /**
   * The searched text of a URL: it, and after a space, if that is another text, how people read it,
   * without escapes and Punycode. Both are folded.
   */
  public static String ofUrl(String url) {
    String given = fold(url);
    String readable = fold(ReadableUrl.of(url));
    return readable.equals(given) ? given : given + ' ' + readable;
  }

  /**
   * {@code text} without case, accents and differences of form. Compatibility forms are replaced
   * (NFKD); case is folded (ß becomes ss, every Turkish i becomes i, every sigma σ); diacritical
   * marks, Hebrew and Arabic vowel points and invisible formatting characters are dropped; strokes
   * and ligatures of Latin letters are undone (ø becomes o, æ becomes ae); typographic quotes and
   * dashes become plain ones; letters of Arabic that people write one for another are one (alef
   * with and without hamza, ى and ي, ة and ه, the letters of Persian and Urdu for kaf and yeh), and
   * tatweel is dropped; each run of white space and control characters becomes one space, none at
   * the ends; half of a surrogate pair becomes U+FFFD. The rest is composed (NFC). Marks that make
   * another letter in their script stay, such as the Japanese dakuten and the vowel signs of Hindi.
   * Folding twice changes nothing, and every store can keep the result.
   *
   * @return the folded text; empty for null
   */
  public static String fold(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    if (isPlain(text)) {
      return text;
    }
    return isAscii(text) ? foldAscii(text) : foldFully(text);
  }

  /** What links are sorted by under their title: the first 200 code points of the folded title. */
  public static String titleKey(@Nullable String title) {
    String folded = fold(title);
    return folded.codePointCount(0, folded.length()) <= TITLE_KEY_LENGTH
        ? folded
        : folded.substring(0, folded.offsetByCodePoints(0, TITLE_KEY_LENGTH));
  }

  /** Compares texts in the order of their code points, which is that of their UTF-8 bytes too. */
  public static int compareByCodePoint(String left, String right) {
    return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
  }

  /** The folded name of {@code tag}, still without white space. */
  public static String fold(Tag tag) {
    return fold(tag.name()).replace(' ', '-');
  }

  /** Whether {@code c} is white space or a control character, which folding makes a space. */
  static boolean isGap(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  /** Whether folding leaves {@code text} as it is; a fast check for the most frequent texts. */
  private static boolean isPlain(String text) {
    char previous = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c >= 'A' && c <= 'Z' || c == ' ' && previous == ' ') {
        return false;
      }
      previous = c;
    }
    return previous != ' ';
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Folds ASCII, of which only case and white space are folded. */
  private static String foldAscii(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isGap(c)) {
        gap = !result.isEmpty();
      } else {
        if (gap) {
          result.append(' ');
          gap = false;
        }
        result.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
      }
    }
    return result.toString();
  }

  private static String foldFully(String text) {
    String unmarked = reduced(Normalizer.normalize(text, Normalizer.Form.NFKD));
    // Capital ẞ reaches ss only by way of ß, hence lower case first.
    String caseless =
        unmarked.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    // Case mappings can produce new marks and compositions.
    String again = reduced(Normalizer.normalize(caseless, Normalizer.Form.NFKD));
    return Normalizer.normalize(again, Normalizer.Form.NFC);
  }

  /**
   * Drops and replaces single characters of a decomposed text, and makes one space of each run of
   * white space.
   */
  private static String reduced(String decomposed) {
    StringBuilder result = new StringBuilder(decomposed.length());
    boolean gap = false;
    int c;
    for (int i = 0; i < decomposed.length(); i += Character.charCount(c)) {
      c = decomposed.codePointAt(i);
      if (isGap(c)) {
        gap = !result.isEmpty();
      } else if (!isDropped(c)) {
        if (gap) {
          result.append(' ');
          gap = false;
        }
        appendReplaced(result, c);
      }
    }
    return result.toString();
  }

  private static boolean isDropped(int c) {
    return isDiacritic(c) || isVowelPoint(c) || isInvisible(c) || c == 'ـ';
  }

  private static boolean isDiacritic(int c) {
    return c >= 0x0300 && c <= 0x036f
        || c >= 0x1ab0 && c <= 0x1aff
        || c >= 0x1dc0 && c <= 0x1dff
        || c >= 0x20d0 && c <= 0x20ff
        || c >= 0xfe20 && c <= 0xfe2f;
  }

  /** Hebrew points and accents, Arabic harakat and hamza on a letter: often left unwritten. */
  private static boolean isVowelPoint(int c) {
    boolean hebrew = c >= 0x0591 && c <= 0x05c7;
    boolean arabic = c >= 0x064b && c <= 0x0655 || c == 0x0670;
    return (hebrew || arabic) && Character.getType(c) == Character.NON_SPACING_MARK;
  }

  /** Soft hyphens, joiners, direction marks, variation selectors and the like. */
  private static boolean isInvisible(int c) {
    return Character.getType(c) == Character.FORMAT
        || c >= 0xfe00 && c <= 0xfe0f
        || c >= 0xe0100 && c <= 0xe01ef;
  }

  private static void appendReplaced(StringBuilder result, int c) {
    switch (c) {
      case 'æ' -> result.append("ae");
      case 'œ' -> result.append("oe");
      case 'ø' -> result.append('o');
      case 'đ' -> result.append('d');
      case 'ħ' -> result.append('h');
      case 'ł' -> result.append('l');
      case 'ς' -> result.append('σ');
      case 'ى', 'ی', 'ے' -> result.append('ي');
      case 'ة', 'ہ', 'ھ', 'ە' -> result.append('ه');
      case 'ک' -> result.append('ك');
      case 'ٱ' -> result.append('ا');
      case '‘', '’', 'ʼ' -> result.append('\'');
      case '“', '”', '„' -> result.append('"');
      case '‐', '‒', '–', '—', '−' -> result.append('-');
      default -> {
        boolean half = Character.getType(c) == Character.SURROGATE;
        result.appendCodePoint(half ? 0xfffd : c);
      }
    }
  }
}
