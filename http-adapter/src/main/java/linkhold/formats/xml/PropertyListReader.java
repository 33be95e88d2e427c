package linkhold.formats.xml;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import linkhold.domain.LinkFlag;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.SpooledText;
import org.jspecify.annotations.Nullable;

/**
 * Apple's property lists in XML: Safari's {@code Bookmarks.plist}, and the {@code .webloc} files of
 * single links. A folder's name comes after what is in the folder, so the file is read twice.
 */
public final class PropertyListReader implements EntryReader {

  /** Safari's own folders. */
  private static final List<String> OWN_FOLDERS =
      List.of("BookmarksBar", "BookmarksMenu", "com.apple.ReadingList");

  private static final String READING_LIST = "com.apple.ReadingList";

  /** Ignores the reports of the first reading, which the second one repeats. */
  private static final Entries NOWHERE =
      new Entries() {
        @Override
        public void accept(Entry entry) {}

        @Override
        public void reject(long line, String url, String reason) {}

        @Override
        public void remark(String remark) {}

        @Override
        public void incomplete(String remark) {}

        @Override
        public void breakOff(long line, String url) {}

        @Override
        public void stop(long line, String reason) {}
      };

  private PropertyListReader() {}

  /** Recognises property lists. */
  public static Optional<EntryReader> of(Beginning beginning) {
    return beginning.text().startsWith("<") && beginning.text().contains("<plist")
        ? Optional.of(new PropertyListReader())
        : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    try (SpooledText spooled = text.spooled()) {
      Map<Long, String> titles = new HashMap<>();
      try (FileText first = spooled.open()) {
        XmlText.read(first, NOWHERE, xml -> new Reading(xml, titles, null).read());
      }
      try (FileText second = spooled.open()) {
        XmlText.read(second, entries, xml -> new Reading(xml, titles, entries).read());
      }
    } catch (EntryTooLongException e) {
      entries.stop(1, e.getMessage() + ".");
    }
  }

  /** A dictionary that is open. */
  private static final class Dictionary {

    private final long number;
    private final long line;
    private final Map<String, String> texts = new HashMap<>();

    Dictionary(long number, long line) {
      this.number = number;
      this.line = line;
    }

    String text(String key) {
      return texts.getOrDefault(key, "");
    }
  }

  /** One of the two readings. */
  private static final class Reading {

    private final XmlText xml;
    private final Map<Long, String> titles;
    private final @Nullable Entries entries;
    private final Deque<Dictionary> open = new ArrayDeque<>();
    private long number;
    private String key = "";

    /** Finds titles when there are no {@code entries}, else links. */
    Reading(XmlText xml, Map<Long, String> titles, @Nullable Entries entries) {
      this.xml = xml;
      this.titles = titles;
      this.entries = entries;
    }

    void read() throws XMLStreamException {
      while (xml.nextTag()) {
        switch (xml.name()) {
          case "dict" -> {
            if (xml.isStart()) {
              open.addLast(new Dictionary(number++, xml.line()));
            } else {
              close(open.removeLast());
            }
          }
          case "key" -> key = xml.text();
          case "string", "date" -> value(xml.text());
          case "data" -> xml.skip();
          default -> {}
        }
      }
    }

    private void value(String text) {
      if (!open.isEmpty()) {
        open.getLast().texts.putIfAbsent(key, text);
      }
    }

    private void close(Dictionary dictionary) {
      Dictionary outer = open.peekLast();
      String url =
          dictionary.text("URLString").isEmpty()
              ? dictionary.text("URL")
              : dictionary.text("URLString");
      if (url.isEmpty()) {
        if (!dictionary.text("Title").isEmpty()) {
          titles.put(dictionary.number, dictionary.text("Title"));
        } else if (outer != null) {
          // Safari has the title and text of a link in dictionaries within the link's
          dictionary.texts.forEach(outer.texts::putIfAbsent);
        }
      } else if (entries != null) {
        entries.accept(entry(dictionary, url));
      }
    }

    private Entry entry(Dictionary dictionary, String url) {
      Entry entry = new Entry(dictionary.line, url);
      String title =
          dictionary.text("title").isEmpty() ? dictionary.text("Title") : dictionary.text("title");
      entry.title(title.equals(url) ? null : title);
      entry.description(dictionary.text("PreviewText"));
      entry.createdAt(dictionary.text("DateAdded"));
      for (Dictionary folder : open) {
        String name = titles.getOrDefault(folder.number, "");
        if (name.equals(READING_LIST)) {
          entry.flag(LinkFlag.UNREAD, true);
        }
        if (!OWN_FOLDERS.contains(name)) {
          entry.folder(name);
        }
      }
      return entry;
    }
  }
}
