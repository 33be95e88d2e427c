package linkhold.formats.html;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import linkhold.formats.entry.FileText;

/**
 * Bookmark HTML, split into the format's own tags and the text between them. This is not HTML as
 * browsers parse it: many programs do not escape titles and descriptions, so that these hold {@code
 * <!--}, {@code <script>} or {@code <a>}. Within them, a tag counts only where it stands as the
 * format has it: a closing tag of the element itself, or a {@code DT} with a link or folder after
 * it. All else is text. Attributes that no reader needs, and values that are too long, are skipped.
 */
final class BookmarkText {

  /** The element whose text is being read. */
  enum Within {
    NOTHING,
    SECTION,
    FOLDER,
    TITLE,
    DETAILS
  }

  /** More than the longest text or value that a link can have, escaped. */
  private static final int MAX_TEXT = 1024 * 1024;

  /** How far to look ahead for what follows a tag. */
  private static final int LOOK_AHEAD = 512;

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "href",
          "add_date",
          "time_added",
          "tags",
          "private",
          "toread",
          "id",
          "personal_toolbar_folder",
          "unfiled_bookmarks_folder",
          "archived",
          "data-important",
          "data-cover",
          "icon_uri",
          "data-title",
          "data-description",
          "data-note",
          "data-tags",
          "data-created-at");

  private static final String LONG_VALUE = "\0";

  private final FileText file;
  private final char[] buffer = new char[32 * 1024];
  private int at;
  private int end;
  private boolean ended;
  private long line = 1;
  private boolean lineStart = true;
  private final StringBuilder text = new StringBuilder();

  BookmarkText(FileText file) {
    this.file = file;
  }

  /** The line that is being read, from 1. */
  long line() {
    return line;
  }

  /** The text before the tag that was read last, its character references replaced. */
  String text() {
    String read = Characters.decoded(text.toString(), false);
    text.setLength(0);
    return read;
  }

  /**
   * Reads text up to the next tag of the format, which may be one within {@code within}.
   *
   * @return the tag; one with the name {@code ""} at the end of the file
   */
  HtmlTag next(Within within) throws IOException {
    while (peek(0) >= 0) {
      if (peek(0) == '<') {
        if (within == Within.NOTHING && isAt(0, "<!--")) {
          skipComment();
          continue;
        }
        String name = nameAt(0);
        if (within == Within.NOTHING ? isTag(name) : ends(within, name)) {
          file.nextEntry();
          return tag(name);
        }
      }
      char c = read();
      if (within != Within.NOTHING && text.length() < MAX_TEXT) {
        text.append(c);
      }
    }
    return new HtmlTag("", line, Map.of(), "");
  }

  private static boolean isTag(String name) {
    return !name.isEmpty();
  }

  /** Whether the tag of this name, which is next, ends the text of {@code within}. */
  private boolean ends(Within within, String name) throws IOException {
    return switch (name) {
      case "dt" -> startsEntry(afterTag(), "<a", "<h3");
      case "li" -> within == Within.TITLE && startsEntry(afterTag(), "<a");
      case "dl", "/dl" -> lineStart || startsEntry(afterTag(), "<p>", "<dt", "<dl", "</dl");
      case "ul", "ol", "/ul", "/ol" -> within == Within.SECTION;
      case "dd" -> within != Within.SECTION && lineStart;
      case "hr" -> lineStart && startsEntry(afterTag(), "<dt", "</dl", "<hr");
      case "/a" -> within == Within.TITLE;
      case "/h1" -> within == Within.SECTION;
      case "/h3" -> within == Within.FOLDER;
      case "/dd" -> within == Within.DETAILS && startsEntry(afterTag(), "<d", "</d", "<hr");
      default -> false;
    };
  }

  /** Whether what is {@code offset} ahead is white space and then one of these, or the end. */
  private boolean startsEntry(int offset, String... starts) throws IOException {
    int from = offset;
    while (from < LOOK_AHEAD && Character.isWhitespace(peek(from))) {
      from++;
    }
    if (peek(from) < 0) {
      return true;
    }
    for (String start : starts) {
      int next = peek(from + start.length());
      boolean whole = start.length() != 2 || start.equals("<d") || Character.isWhitespace(next);
      if (isAt(from, start) && whole) {
        return true;
      }
    }
    return false;
  }

  /** Where the tag that is next ends, if that is near. */
  private int afterTag() throws IOException {
    int offset = 1;
    while (offset < LOOK_AHEAD / 2 && peek(offset) >= 0 && peek(offset) != '>') {
      offset++;
    }
    return offset + 1;
  }

  /** The name of the tag that begins {@code offset} ahead; empty when none does. */
  private String nameAt(int offset) throws IOException {
    StringBuilder name = new StringBuilder();
    int from = offset + 1;
    int first = peek(from);
    if (first == '/' || first == '!' || first == '?') {
      name.append((char) first);
      from++;
    }
    while (name.length() < 24 && isLetterOrDigit(peek(from))) {
      name.append((char) peek(from));
      from++;
    }
    boolean real = !name.isEmpty() && (name.length() > 1 || Character.isLetter(name.charAt(0)));
    return real ? name.toString().toLowerCase(Locale.ROOT) : "";
  }

  private static boolean isLetterOrDigit(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private HtmlTag tag(String name) throws IOException {
    long begin = line;
    skip(name.length() + 1);
    Map<String, String> attributes = new HashMap<>();
    String fault = "";
    while (true) {
      skipBlanks();
      int c = peek(0);
      if (c < 0) {
        return new HtmlTag(name, begin, attributes, HtmlReader.BROKEN_OFF);
      }
      if (c == '>') {
        read();
        return new HtmlTag(name, begin, attributes, fault);
      }
      if (isEntryAt(0)) {
        return new HtmlTag(name, begin, attributes, "Its tag does not end.");
      }
      fault = attribute(attributes, fault);
    }
  }

  /** Reads one attribute; returns what is wrong with the tag so far. */
  private String attribute(Map<String, String> attributes, String faultBefore) throws IOException {
    StringBuilder name = new StringBuilder();
    name.append(read());
    while (peek(0) >= 0 && !isBlank(peek(0)) && "=>".indexOf(peek(0)) < 0) {
      char c = read();
      if (name.length() < 64) {
        name.append(c);
      }
    }
    skipBlanks();
    if (peek(0) != '=') {
      return faultBefore;
    }
    read();
    skipBlanks();
    String key = name.toString().toLowerCase(Locale.ROOT);
    boolean needed = ATTRIBUTES.contains(key) && !attributes.containsKey(key);
    int quote = peek(0) == '"' || peek(0) == '\'' ? read() : 0;
    StringBuilder value = new StringBuilder();
    boolean tooLong = false;
    while (peek(0) >= 0 && (quote == 0 ? !isBlank(peek(0)) && peek(0) != '>' : peek(0) != quote)) {
      if (quote != 0 && isEntryAt(0)) {
        return "Its tag has a quote that is not closed.";
      }
      char c = read();
      tooLong |= value.length() == MAX_TEXT;
      if (needed && !tooLong) {
        value.append(c);
      }
    }
    if (quote != 0 && peek(0) >= 0) {
      read();
    }
    if (needed && tooLong) {
      attributes.put(key, LONG_VALUE);
    } else if (needed) {
      attributes.put(key, Characters.decoded(value.toString(), true));
    }
    return faultBefore;
  }

  /** Whether a value was left out because of its length. */
  static boolean isTooLong(String value) {
    return value.equals(LONG_VALUE);
  }

  /** Whether a link or folder begins here: within a tag, that tag has no end. */
  private boolean isEntryAt(int offset) throws IOException {
    return isAt(offset, "<dt") && startsEntry(offset + afterTagName(offset), "<a", "<h3");
  }

  private int afterTagName(int offset) throws IOException {
    return peek(offset + 3) == '>' ? 4 : 3;
  }

  private void skipComment() throws IOException {
    skip(4);
    while (peek(0) >= 0 && !isAt(0, "-->")) {
      read();
    }
    skip(Math.min(3, Math.max(0, end - at)));
    file.nextEntry();
  }

  private void skipBlanks() throws IOException {
    while (isBlank(peek(0)) || peek(0) == '/') {
      read();
    }
  }

  private static boolean isBlank(int c) {
    return c >= 0 && Character.isWhitespace(c);
  }

  private boolean isAt(int offset, String lowerCase) throws IOException {
    for (int i = 0; i < lowerCase.length(); i++) {
      int c = peek(offset + i);
      if (c < 0 || Character.toLowerCase((char) c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      read();
    }
  }

  private char read() throws IOException {
    peek(0);
    char c = buffer[at++];
    if (c == '\n') {
      line++;
      lineStart = true;
    } else if (!Character.isWhitespace(c)) {
      lineStart = false;
    }
    return c;
  }

  /** The character {@code offset} ahead; -1 beyond the end. */
  private int peek(int offset) throws IOException {
    while (at + offset >= end) {
      if (ended) {
        return -1;
      }
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
      int count = file.read(buffer, end, buffer.length - end);
      ended = count < 0;
      end += Math.max(0, count);
    }
    return buffer[at + offset];
  }
}
