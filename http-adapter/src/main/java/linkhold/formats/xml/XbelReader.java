package linkhold.formats.xml;

import java.io.IOException;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.FileText;
import org.jspecify.annotations.Nullable;

/** XBEL, the bookmarks of Konqueror, Falkon, Epiphany and Floccus. */
public final class XbelReader implements EntryReader {

  private XbelReader() {}

  /** Recognises XBEL. */
  public static Optional<EntryReader> of(Beginning beginning) {
    return beginning.lowerCase().startsWith("<") && beginning.lowerCase().contains("<xbel")
        ? Optional.of(new XbelReader())
        : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    XmlText.read(text, entries, xml -> read(xml, entries));
  }

  private static void read(XmlText xml, Entries entries) throws XMLStreamException {
    XmlFolders folders = new XmlFolders();
    Entry entry = null;
    while (xml.nextTag()) {
      switch (xml.name()) {
        case "folder" -> {
          if (xml.isStart()) {
            folders.open("");
          } else {
            folders.close();
          }
        }
        case "bookmark" -> entry = bookmark(xml, entry, entries, folders);
        case "title" -> title(xml, entry, folders);
        case "desc" -> {
          String description = xml.text();
          if (entry != null) {
            entry.description(description);
          }
        }
        case "info" -> {
          if (xml.isStart()) {
            xml.skip();
          }
        }
        default -> {}
      }
    }
  }

  /** The bookmark that begins; null after one that ends. */
  private static @Nullable Entry bookmark(
      XmlText xml, @Nullable Entry open, Entries entries, XmlFolders folders) {
    if (!xml.isStart()) {
      if (open != null) {
        entries.accept(open);
      }
      return null;
    }
    Entry entry = new Entry(xml.line(), xml.attribute("href"));
    entry.createdAt(xml.attribute("added"));
    folders.tag(entry);
    return entry;
  }

  private static void title(XmlText xml, @Nullable Entry entry, XmlFolders folders)
      throws XMLStreamException {
    String title = xml.text();
    if (entry == null) {
      folders.name(title);
    } else {
      entry.title(title);
    }
  }
}
