package linkhold.formats;

import java.util.List;
import java.util.Optional;
import linkhold.domain.InvalidInputException;
import linkhold.formats.csv.CsvReader;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.Format;
import linkhold.formats.html.HtmlReader;
import linkhold.formats.json.JsonFiles;
import linkhold.formats.text.ListReader;
import linkhold.formats.text.ShortcutReader;
import linkhold.formats.xml.OpmlReader;
import linkhold.formats.xml.PostsReader;
import linkhold.formats.xml.PropertyListReader;
import linkhold.formats.xml.XbelReader;

/** The one table of what can be imported. */
final class ImportFormats {

  /** What can be imported, for people. */
  static final String READABLE =
      "bookmark HTML (of browsers, linkding, Pinboard, Pocket, Raindrop, Instapaper);"
          + " CSV with a column for the URL (of Pocket, Raindrop, Instapaper, Readwise, Diigo,"
          + " LinkAce, Matter, Google Takeout, Linkhold);"
          + " JSON (of Pinboard, Omnivore, wallabag, GoodLinks, Karakeep, Linkwarden, Chrome,"
          + " Firefox, and Linkhold's JSON Lines);"
          + " OPML, XBEL, Pinboard's XML, Safari's plist;"
          + " lists of URLs, Markdown, OneTab; .url, .webloc; and zip or gzip archives of these.";

  /** In the order in which they are tried; those that need the least evidence come last. */
  private static final List<Format> FORMATS =
      List.of(
          OpmlReader::of,
          XbelReader::of,
          PostsReader::of,
          PropertyListReader::of,
          HtmlReader::of,
          ShortcutReader::of,
          JsonFiles::of,
          CsvReader::of,
          ListReader::of);

  /** Files whose first characters show what they are. */
  private record Unreadable(String start, String message) {}

  private static final List<Unreadable> UNREADABLE =
      List.of(
          new Unreadable(
              "SQLite format 3",
              "The file is a database, such as a browser's places.sqlite. Export the bookmarks as"
                  + " HTML instead."),
          new Unreadable(
              "%PDF", "The file is a PDF document. Export the bookmarks as HTML instead."),
          new Unreadable(
              "{\\rtf", "The file is a text document. Save it as plain text and import that."),
          new Unreadable("\u0089PNG", "The file is a picture."),
          new Unreadable("\u00ff\u00d8\u00ff", "The file is a picture."),
          new Unreadable(
              "\u00d0\u00cf\u0011\u00e0", "The file is an old Office document. Save it as CSV."));

  private ImportFormats() {}

  /**
   * The reader for a file that begins so.
   *
   * @throws InvalidInputException when there is none
   */
  static EntryReader reader(Beginning beginning) {
    for (Format format : FORMATS) {
      Optional<EntryReader> reader = format.reader(beginning);
      if (reader.isPresent()) {
        return reader.get();
      }
    }
    throw refused(
        switch (beginning.text().charAt(0)) {
          case '<' -> "The file is HTML or XML, but of no kind that holds bookmarks.";
          case '[', '{' -> "The file is JSON, but what it holds is not links.";
          default -> "The file is of no format that can be imported.";
        });
  }

  /** Refuses a file whose first bytes, as ISO 8859-1, show that it is not text. */
  static void refuseUnreadable(String start) {
    for (Unreadable unreadable : UNREADABLE) {
      if (start.startsWith(unreadable.start)) {
        throw refused(unreadable.message);
      }
    }
  }

  /** A refusal that also says what can be imported. */
  static InvalidInputException refused(String detail) {
    return new InvalidInputException("", detail + " Can be imported: " + READABLE);
  }
}
