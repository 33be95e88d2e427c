package linkhold.formats.html;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import linkhold.formats.html.BookmarkText.Within;
import org.jspecify.annotations.Nullable;

/**
 * Netscape bookmark HTML, however malformed. {@code A} is a link, {@code DD} after it its
 * description; {@code H3} is the name of the folder whose content the next list has, and becomes a
 * tag. Pocket and Instapaper have {@code H1} for what is unread and what is archived, Instapaper
 * for folders as well.
 */
public final class HtmlReader implements EntryReader {

  /** The fault of an incomplete tag at the end of the file. */
  static final String BROKEN_OFF = "The file ends within its tag.";

  private final boolean instapaper;

  private HtmlReader(boolean instapaper) {
    this.instapaper = instapaper;
  }

  /** Recognises bookmark HTML. */
  public static Optional<EntryReader> of(Beginning beginning) {
    String html = beginning.lowerCase();
    boolean instapaper = html.contains("<title>instapaper");
    boolean bookmarks =
        html.startsWith("<")
            && (html.contains("netscape-bookmark")
                || html.contains("<dt>")
                || html.contains("<title>pocket export")
                || instapaper);
    return bookmarks ? Optional.of(new HtmlReader(instapaper)) : Optional.empty();
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    BookmarkText markup = new BookmarkText(text);
    try {
      new Reading(markup, entries, instapaper).read();
    } catch (EntryTooLongException e) {
      entries.stop(markup.line(), e.getMessage() + ".");
    }
  }

  /** Reads one file. */
  private static final class Reading {

    private final BookmarkText markup;
    private final Entries entries;
    private final boolean instapaper;
    private final Folders folders = new Folders();
    private Within within = Within.NOTHING;
    private String section = "";
    private @Nullable Bookmark bookmark;

    Reading(BookmarkText markup, Entries entries, boolean instapaper) {
      this.markup = markup;
      this.entries = entries;
      this.instapaper = instapaper;
    }

    void read() throws IOException {
      HtmlTag tag = markup.next(within);
      while (!tag.name().isEmpty()) {
        if (tag.fault().isEmpty()) {
          take(tag);
        } else {
          leaveOut(tag);
        }
        tag = markup.next(within);
      }
      endBookmark();
    }

    private void leaveOut(HtmlTag tag) {
      endBookmark();
      String url = tag.value("href");
      if (tag.fault().equals(BROKEN_OFF)) {
        entries.breakOff(tag.line(), url == null ? "" : url);
      } else {
        entries.reject(tag.line(), url == null ? "" : url, tag.fault());
      }
    }

    private void take(HtmlTag tag) {
      switch (tag.name()) {
        case "a" -> {
          endBookmark();
          bookmark = new Bookmark(tag);
          within = Within.TITLE;
        }
        case "dd" -> read(Within.DETAILS);
        case "dl", "ul", "ol" -> {
          endBookmark();
          folders.open();
        }
        case "h3" -> {
          endBookmark();
          folders.next(tag);
          within = Within.FOLDER;
        }
        case "h1" -> {
          endBookmark();
          within = Within.SECTION;
        }
        case "/dl", "/ul", "/ol" -> {
          endBookmark();
          folders.close();
        }
        case "dt", "li", "hr" -> endBookmark();
        case "/a", "/h1", "/h3", "/dd" -> endText();
        default -> {}
      }
    }

    private void read(Within next) {
      endText();
      within = next;
    }

    private void endText() {
      String read = markup.text();
      switch (within) {
        case SECTION -> section = read.strip();
        case FOLDER -> folders.name(read);
        case TITLE -> {
          if (bookmark != null) {
            bookmark.title(read);
          }
        }
        case DETAILS -> {
          if (bookmark != null) {
            bookmark.details(read);
          }
        }
        case NOTHING -> {}
      }
      within = Within.NOTHING;
    }

    private void endBookmark() {
      endText();
      if (bookmark != null) {
        bookmark.hand(
            entries, folders, section.toLowerCase(Locale.ROOT), instapaper ? section : "");
        bookmark = null;
      }
    }
  }
}
