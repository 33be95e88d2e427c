package linkhold.formats.text;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import org.jspecify.annotations.Nullable;

/** The files that Windows ({@code .url}) and Linux desktops ({@code .desktop}) make of one link. */
public final class ShortcutReader implements EntryReader {

  private ShortcutReader() {}

  /** Recognises such files. */
  public static Optional<EntryReader> of(Beginning beginning) {
    String text = beginning.lowerCase();
    boolean desktop = text.startsWith("[desktop entry]") && text.contains("type=link");
    return text.startsWith("[internetshortcut") || text.startsWith("[{000214a0") || desktop
        ? Optional.of(new ShortcutReader())
        : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    TextLines lines = new TextLines(text);
    String url = null;
    String title = null;
    try {
      String line = lines.next();
      while (line != null) {
        url = url == null ? value(line, "url=") : url;
        title = title == null ? value(line, "name=") : title;
        line = lines.next();
      }
    } catch (EntryTooLongException e) {
      entries.stop(lines.number() + 1, e.getMessage() + ".");
    }
    Entry entry = new Entry(1, url);
    entry.title(title);
    entries.accept(entry);
  }

  private static @Nullable String value(String line, String key) {
    return line.toLowerCase(Locale.ROOT).startsWith(key) ? line.substring(key.length()) : null;
  }
}
