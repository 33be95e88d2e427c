package linkhold.formats.xml;

import java.io.IOException;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.UnreadNames;

/**
 * OPML, in which readers of feeds write their subscriptions: an outline is a link to its page, or
 * to its feed where no page is named, and the folder of those within it.
 */
public final class OpmlReader implements EntryReader {

  private OpmlReader() {}

  /** Recognises OPML. */
  public static Optional<EntryReader> of(Beginning beginning) {
    return beginning.lowerCase().startsWith("<") && beginning.lowerCase().contains("<opml")
        ? Optional.of(new OpmlReader())
        : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    UnreadNames unread = new UnreadNames();
    XmlText.read(text, entries, xml -> read(xml, entries, unread));
    unread.report(entries);
  }

  private static void read(XmlText xml, Entries entries, UnreadNames unread)
      throws XMLStreamException {
    XmlFolders folders = new XmlFolders();
    while (xml.nextTag()) {
      if (xml.name().equals("outline") && xml.isStart()) {
        String title = outline(xml, entries, unread, folders);
        folders.open(title);
      } else if (xml.name().equals("outline")) {
        folders.close();
      }
    }
  }

  /** Passes on the link of an outline, if it has one; returns its title. */
  private static String outline(
      XmlText xml, Entries entries, UnreadNames unread, XmlFolders folders) {
    String title = first(xml, "title", "text");
    String page = first(xml, "htmlUrl", "url");
    String feed = xml.attribute("xmlUrl");
    String url = page.isEmpty() ? feed : page;
    if (!url.isEmpty()) {
      Entry entry = new Entry(xml.line(), url);
      entry.title(title);
      entry.description(xml.attribute("description"));
      folders.tag(entry);
      String categories = xml.attribute("category");
      if (!categories.isEmpty()) {
        entry.tags(categories.replace('/', ','), ',');
      }
      entry.createdAt(xml.attribute("created"));
      entries.accept(entry);
      if (!page.isEmpty() && !feed.isEmpty()) {
        unread.add("xmlUrl");
      }
    }
    return title;
  }

  private static String first(XmlText xml, String one, String other) {
    return xml.attribute(one).isEmpty() ? xml.attribute(other) : xml.attribute(one);
  }
}
