package linkhold.formats.xml;

import java.io.IOException;
import java.util.Optional;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.NamedValues.TagNotation;
import linkhold.formats.entry.UnreadNames;

/** The posts of Pinboard and del.icio.us: everything is in attributes. */
public final class PostsReader implements EntryReader {

  private PostsReader() {}

  /** Recognises such files. */
  public static Optional<EntryReader> of(Beginning beginning) {
    return beginning.text().startsWith("<") && beginning.text().contains("<posts")
        ? Optional.of(new PostsReader())
        : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    UnreadNames unread = new UnreadNames();
    XmlText.read(
        text,
        entries,
        xml -> {
          while (xml.nextTag()) {
            if (xml.isStart() && xml.name().equals("post")) {
              entries.accept(xml.attributes(TagNotation.BLANKS).entry(xml.line(), unread));
            }
          }
        });
    unread.report(entries);
  }
}
