package linkhold.formats;

import java.util.Locale;
import org.htmlunit.cyberneko.xerces.xni.XMLAttributes;
import org.jspecify.annotations.Nullable;

/** One {@code A} of bookmark HTML, with what stands around it. */
final class Bookmark {

  private final int line;
  private final String url;
  private final @Nullable String tags;
  private final @Nullable String exactTags;
  private final @Nullable String exactTitle;
  private final @Nullable String exactDescription;
  private final @Nullable String exactNote;
  private final @Nullable String createdAt;
  private final @Nullable String isPrivate;
  private final @Nullable String toRead;
  private final @Nullable String archived;
  private final @Nullable String favorite;
  private String title = "";
  private String details = "";

  Bookmark(int line, XMLAttributes attributes) {
    this.line = line;
    String href = value(attributes, "href");
    this.url = href == null ? "" : href.strip();
    this.tags = value(attributes, "tags");
    this.exactTags = value(attributes, HtmlText.TAGS);
    this.exactTitle = value(attributes, HtmlText.TITLE);
    this.exactDescription = value(attributes, HtmlText.DESCRIPTION);
    this.exactNote = value(attributes, HtmlText.NOTE);
    this.isPrivate = value(attributes, "private");
    this.toRead = value(attributes, "toread");
    this.archived = value(attributes, HtmlText.ARCHIVED);
    this.favorite = value(attributes, HtmlText.FAVORITE);
    this.createdAt = createdAt(attributes);
  }

  void title(String text) {
    title = text;
  }

  void details(String text) {
    details = text;
  }

  /** Hands this to {@code importer}, as an entry in these folders and under this heading. */
  void hand(Importer importer, Folders folders, String section) {
    if (url.toLowerCase(Locale.ROOT).startsWith("place:")) {
      importer.reject(line, url, "It is a search within the browser, not a page.");
      return;
    }
    Entry entry = new Entry(line, url);
    entry.title(exactTitle == null ? HtmlText.title(title, url) : exactTitle);
    boolean exact = exactDescription != null || exactNote != null;
    HtmlText.Details told =
        exact ? new HtmlText.Details(exactDescription, exactNote) : HtmlText.Details.of(details);
    entry.description(told.description());
    entry.note(told.note());
    flags(entry, folders, section);
    tags(entry);
    entry.createdAt(createdAt);
    importer.accept(entry);
  }

  private void flags(Entry entry, Folders folders, String section) {
    switch (section) {
      case "unread" -> {
        entry.unread(true);
        entry.archived(false);
      }
      case "read archive", "archive" -> {
        entry.unread(false);
        entry.archived(true);
      }
      default -> {}
    }
    folders.describe(entry);
    if (toRead != null) {
      entry.unread(isTrue(toRead));
    }
    if (isPrivate != null) {
      entry.shared(!isTrue(isPrivate));
    }
    if (archived != null) {
      entry.archived(isTrue(archived));
    }
    if (favorite != null) {
      entry.favorite(isTrue(favorite));
    }
  }

  private void tags(Entry entry) {
    if (exactTags != null) {
      entry.tags(exactTags, ' ');
    } else if (tags != null) {
      for (String tag : tags.split(",", -1)) {
        if (tag.strip().equals(HtmlText.LINKDING_ARCHIVED)) {
          entry.archived(true);
        } else {
          entry.tag(tag);
        }
      }
    }
  }

  private static @Nullable String createdAt(XMLAttributes attributes) {
    String exact = value(attributes, HtmlText.CREATED_AT);
    String usual = exact == null ? value(attributes, "add_date") : exact;
    return usual == null ? value(attributes, "time_added") : usual;
  }

  /** The value of an attribute, whose name is written in whatever case. */
  private static @Nullable String value(XMLAttributes attributes, String name) {
    return attributes.getValue(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isTrue(String value) {
    return value.equals("1") || value.equalsIgnoreCase("true");
  }
}
