package linkhold.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.SpooledText;

/** JSON values that hold links, one or more of them. */
final class JsonDocumentReader implements EntryReader {

  private final boolean folders;

  /**
   * A reader.
   *
   * @param folders whether links are in folders, so that the text is to be read twice
   */
  JsonDocumentReader(boolean folders) {
    this.folders = folders;
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    if (!folders) {
      read(text, JsonFolders.NONE, entries);
      return;
    }
    try (SpooledText spooled = text.spooled()) {
      JsonFolders found;
      try (FileText first = spooled.open()) {
        found = JsonFolders.of(first);
      }
      try (FileText second = spooled.open()) {
        read(second, found, entries);
      }
    } catch (EntryTooLongException e) {
      entries.stop(1, e.getMessage() + ".");
    }
  }

  private static void read(FileText text, JsonFolders folders, Entries entries) throws IOException {
    CountingParser parser = CountingParser.of(text);
    JsonLinks links = new JsonLinks(parser, text, entries, folders);
    try {
      while (parser.nextToken() != null) {
        links.read();
      }
    } catch (JacksonException e) {
      if (JsonText.isBrokenOff(e)) {
        entries.breakOff(links.line(), "");
      } else {
        long line = e.getLocation() == null ? links.line() : e.getLocation().getLineNr();
        entries.stop(line, JsonText.reason(e));
      }
    } catch (EntryTooLongException e) {
      entries.stop(links.line(), e.getMessage() + ".");
    }
    links.unread().report(entries);
  }
}
