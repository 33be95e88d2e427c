package linkhold.formats.html;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes and texts of bookmark HTML that hold a link's fields. */
final class HtmlText {

  /** The picture, in the attribute that Raindrop writes. */
  static final String IMAGE_URL = "DATA-COVER";

  /** The icon, in the attribute that Firefox writes. */
  static final String ICON_URL = "ICON_URI";

  // Linkhold's own attributes: each takes precedence over the usual place of its value.
  static final String TITLE = "DATA-TITLE";
  static final String DESCRIPTION = "DATA-DESCRIPTION";
  static final String NOTE = "DATA-NOTE";
  static final String TAGS = "DATA-TAGS";
  static final String CREATED_AT = "DATA-CREATED-AT";

  /** Diigo's tag for bookmarks without tags. */
  static final String NO_TAG = "no_tag";

  /** The tags by which linkding says that a bookmark is archived, now and in older versions. */
  private static final Set<String> ARCHIVED_TAGS =
      Set.of("linkding:bookmarks.archived", "linkding:archived");

  private static final String NOTE_BEGIN = "[linkding-notes]";
  private static final String NOTE_END = "[/linkding-notes]";

  private HtmlText() {}

  /** The title in a link's text; null when that only repeats the URL. */
  static @Nullable String title(String text, String url) {
    String title = text.strip();
    return title.isEmpty() || title.equals(url) ? null : title;
  }

  /** Description and note in one text, as linkding writes them. */
  static String details(@Nullable String description, @Nullable String note) {
    return (description == null ? "" : description)
        + (note == null ? "" : NOTE_BEGIN + note + NOTE_END);
  }

  /** Whether a tag can be written between commas and is read back unchanged. */
  static boolean isPlainTag(String name) {
    return name.indexOf(',') < 0 && !name.equals(NO_TAG) && !isArchivedTag(name);
  }

  /** Whether this tag marks a bookmark as archived. */
  static boolean isArchivedTag(String name) {
    return ARCHIVED_TAGS.contains(name);
  }

  /**
   * The description and note in the text below a link.
   *
   * @param description null when there is none
   * @param note null when there is none
   */
  record Details(@Nullable String description, @Nullable String note) {

    /** Splits {@code text}. */
    static Details of(String text) {
      int begin = text.indexOf(NOTE_BEGIN);
      int end = text.lastIndexOf(NOTE_END);
      if (begin < 0 || end < begin) {
        return new Details(orNone(text), null);
      }
      String note =
          text.substring(begin + NOTE_BEGIN.length(), Math.max(end, begin + NOTE_BEGIN.length()));
      return new Details(
          orNone(text.substring(0, begin) + text.substring(end + NOTE_END.length())), orNone(note));
    }

    private static @Nullable String orNone(String text) {
      String stripped = text.strip();
      return stripped.isEmpty() ? null : stripped;
    }
  }
}
