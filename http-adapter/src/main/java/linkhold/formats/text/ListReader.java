package linkhold.formats.text;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import org.jspecify.annotations.Nullable;

/**
 * A list with a link in each line: its URL alone, with a title after a bar (OneTab), or Markdown.
 * Other text in the line of a link is its title, or its description where it has a title.
 */
public final class ListReader implements EntryReader {

  /**
   * Repetitions are possessive or bounded: a line may be long, and made to slow the server down.
   */
  private static final Pattern MARKDOWN =
      Pattern.compile(
          "\\[([^\\[\\]]*+(?:\\[[^\\[\\]]*+\\][^\\[\\]]*+){0,8})\\]"
              + "\\(<?([a-zA-Z][\\w+.-]{0,30}:[^\\s()>]*+(?:\\([^\\s()]*+\\)[^\\s()>]*+){0,8})>?"
              + "(?:\\s{1,8}\"[^\"]*+\")?\\)");

  private static final Pattern URL =
      Pattern.compile("<?\\b([a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\\s<>\"]++)>?");

  /** What may separate a URL from its title. */
  private static final String SEPARATORS = "|:,;–—-";

  /** What begins a line of a list. */
  private static final Pattern BULLET =
      Pattern.compile("^\\s*(?:[-*+•>]|\\d+[.)])?\\s*(?:\\[[ xX]\\]\\s+)?");

  /** How many lines decide whether a text is a list. */
  private static final int LINES = 30;

  private ListReader() {}

  /** Recognises a text in which at least every second line of the first ones has a link. */
  public static Optional<EntryReader> of(Beginning beginning) {
    List<String> lines =
        beginning.lines().stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .limit(LINES)
            .toList();
    long links =
        lines.stream().filter(line -> startsWithUrl(line) || MARKDOWN.matcher(line).find()).count();
    return !beginning.text().startsWith("<") && links > 0 && links * 2 >= lines.size()
        ? Optional.of(new ListReader())
        : Optional.empty();
  }

  private static boolean startsWithUrl(String line) {
    Matcher url = URL.matcher(line);
    return url.find() && BULLET.matcher(line.substring(0, url.start())).replaceFirst("").isBlank();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    TextLines lines = new TextLines(text);
    long others = 0;
    try {
      String line = lines.next();
      while (line != null) {
        boolean found = readMarkdown(line, lines.number(), entries);
        if (!found && !readUrl(line, lines.number(), entries) && !line.isBlank()) {
          others++;
        }
        line = lines.next();
      }
    } catch (EntryTooLongException e) {
      entries.stop(lines.number() + 1, e.getMessage() + ".");
    }
    if (others > 0) {
      entries.remark("Lines without a link, which were not imported: " + others + ".");
    }
  }

  private static boolean readMarkdown(String line, long number, Entries entries) {
    Matcher link = MARKDOWN.matcher(line);
    Entry open = null;
    int from = 0;
    while (link.find()) {
      if (open != null) {
        hand(open, line.substring(from, link.start()), entries);
      }
      open = new Entry(number, link.group(2));
      open.title(link.group(1).replace("\\", ""));
      from = link.end();
    }
    if (open == null) {
      return false;
    }
    hand(open, line.substring(from), entries);
    return true;
  }

  private static void hand(Entry entry, String after, Entries entries) {
    entry.description(plain(after));
    entries.accept(entry);
  }

  private static boolean readUrl(String line, long number, Entries entries) {
    Matcher url = URL.matcher(line);
    if (!url.find()) {
      return false;
    }
    Entry entry = new Entry(number, url.group(1));
    String before = plain(BULLET.matcher(line.substring(0, url.start())).replaceFirst(""));
    String after = plain(line.substring(url.end()));
    entry.title(before == null ? after : before);
    entry.description(before == null ? null : after);
    entries.accept(entry);
    return true;
  }

  /** A text beside a link without separators at its ends; null when nothing is left. */
  private static @Nullable String plain(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSeparator(text.charAt(from))) {
      from++;
    }
    while (from < to && isSeparator(text.charAt(to - 1))) {
      to--;
    }
    String plain = text.substring(from, to);
    return plain.isEmpty() ? null : plain;
  }

  private static boolean isSeparator(char c) {
    return Character.isWhitespace(c) || SEPARATORS.indexOf(c) >= 0;
  }
}
