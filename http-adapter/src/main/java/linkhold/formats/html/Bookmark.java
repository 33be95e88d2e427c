package linkhold.formats.html;

import java.util.EnumMap;
import java.util.Map;
import linkhold.domain.LinkFlag;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.State;
import org.jspecify.annotations.Nullable;

/** One {@code A} of bookmark HTML, with the text and headings around it. */
final class Bookmark {

  private final long line;
  private boolean tooLong;
  private final String url;
  private final @Nullable String tags;
  private final @Nullable String exactTags;
  private final @Nullable String exactTitle;
  private final @Nullable String exactDescription;
  private final @Nullable String exactNote;
  private final @Nullable String createdAt;
  private final Map<HtmlFlag, String> flags = new EnumMap<>(HtmlFlag.class);
  private final @Nullable String imageUrl;
  private final @Nullable String iconUrl;
  private String title = "";
  private String details = "";

  Bookmark(HtmlTag tag) {
    this.line = tag.line();
    String href = value(tag, "href");
    this.url = href == null ? "" : href.strip();
    this.tags = value(tag, "tags");
    this.exactTags = value(tag, HtmlText.TAGS);
    this.exactTitle = value(tag, HtmlText.TITLE);
    this.exactDescription = value(tag, HtmlText.DESCRIPTION);
    this.exactNote = value(tag, HtmlText.NOTE);
    for (HtmlFlag flag : HtmlFlag.values()) {
      String value = value(tag, flag.attribute());
      if (value != null && !value.isBlank()) {
        flags.put(flag, value);
      }
    }
    this.imageUrl = value(tag, HtmlText.IMAGE_URL);
    this.iconUrl = value(tag, HtmlText.ICON_URL);
    this.createdAt = createdAt(tag);
  }

  void title(String text) {
    title = text;
  }

  /** Adds a description. */
  void details(String text) {
    details = details.isEmpty() ? text : details.strip() + "\n" + text.strip();
  }

  /**
   * Passes this to {@code entries}, as an entry in these folders and under this heading.
   *
   * @param section the heading in lower case
   * @param folder becomes a tag, unless the heading stands for a state
   */
  void hand(Entries entries, Folders folders, String section, String folder) {
    Entry entry = new Entry(line, url);
    if (tooLong) {
      entry.remark("A value in its tag is too long; it was left out.");
    }
    entry.title(exactTitle == null ? HtmlText.title(title, url) : exactTitle);
    boolean exact = exactDescription != null || exactNote != null;
    HtmlText.Details parts =
        exact ? new HtmlText.Details(exactDescription, exactNote) : HtmlText.Details.of(details);
    entry.description(parts.description());
    entry.note(parts.note());
    section(entry, section, folder);
    folders.describe(entry);
    flags.forEach((flag, value) -> flag.read(value, entry));
    tags(entry);
    entry.imageUrl(imageUrl);
    entry.iconUrl(iconUrl);
    entry.createdAt(createdAt);
    entries.accept(entry);
  }

  private static void section(Entry entry, String section, String folder) {
    switch (section) {
      case "unread" -> entry.state(State.TO_READ);
      case "read archive", "archive" -> entry.state(State.READ);
      case "starred", "liked" -> {
        if (folder.isEmpty()) {
          return;
        }
        entry.state(State.LIKED);
      }
      default -> entry.folder(folder);
    }
  }

  private void tags(Entry entry) {
    if (exactTags != null) {
      entry.tags(exactTags, ' ');
    } else if (tags != null && !tags.equals(HtmlText.NO_TAG)) {
      for (String tag : tags.split(",", -1)) {
        if (HtmlText.isArchivedTag(tag.strip())) {
          entry.flag(LinkFlag.ARCHIVED, true);
        } else {
          entry.tag(tag);
        }
      }
    }
  }

  private @Nullable String createdAt(HtmlTag tag) {
    String exact = value(tag, HtmlText.CREATED_AT);
    String usual = exact == null ? value(tag, "add_date") : exact;
    return usual == null ? value(tag, "time_added") : usual;
  }

  private @Nullable String value(HtmlTag tag, String name) {
    String value = tag.value(name);
    if (value != null && BookmarkText.isTooLong(value)) {
      tooLong = true;
      return null;
    }
    return value;
  }
}
