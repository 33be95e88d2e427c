package linkhold.formats.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.LinkFlag;
import org.jspecify.annotations.Nullable;

/**
 * The meanings that a column of a table, a member of an object or an attribute of an element can
 * have, with the names that programs use. This is the one table of names for all formats.
 */
public enum Field {
  URL("url", "href", "uri", "link", "address", "loginuri", "website", "pageurl", "originalurl"),
  TITLE("title", "name", "pagetitle", "linktitle", "text"),
  DESCRIPTION("description", "extended", "excerpt", "summary", "selection", "desc", "previewtext"),
  NOTE("note", "notes", "comment", "comments", "annotation", "annotations", "documentnote"),
  IMAGE_URL("imageurl", "previewimageurl", "image", "cover", "thumbnail"),
  ICON_URL("iconurl", "faviconurl", "favicon", "iconuri"),
  TAGS("tags", "tag", "labels", "keywords", "documenttags", "categories", "category"),
  FOLDER("folder", "collection", "list", "lists"),
  UNREAD(says(LinkFlag.UNREAD), "unread", "toread", "isunread", "readlater"),
  READ(denies(LinkFlag.UNREAD), "isread", "read", "seen"),
  /** When it was read. */
  READ_AT("readat"),
  ARCHIVED(says(LinkFlag.ARCHIVED), "archived", "isarchived"),
  IN_QUEUE(denies(LinkFlag.ARCHIVED), "inqueue"),
  FAVORITE(
      says(LinkFlag.FAVORITE),
      "favorite",
      "favourite",
      "favorited",
      "isfavorite",
      "isfavorited",
      "starred",
      "isstarred"),
  SHARED(says(LinkFlag.SHARED), "shared", "public", "ispublic"),
  PRIVATE(denies(LinkFlag.SHARED), "private", "isprivate"),
  /** One word for several flags. */
  STATE("status", "state", "location"),
  CREATED_AT(
      "createdat",
      "created",
      "dateadded",
      "adddate",
      "addedat",
      "added",
      "savedat",
      "saveddate",
      "timeadded",
      "timestamp",
      "datesaved",
      "creationdate",
      "createddate",
      "time",
      "date",
      "lastinteractiondate");

  /**
   * A flag that a field is about.
   *
   * @param ifYes what the flag is where the field says yes
   */
  record SaidFlag(LinkFlag flag, boolean ifYes) {}

  /**
   * The columns and members that Linkhold's own files have had since version 0.1.0. Its files are
   * recognised by these, so that older ones are too.
   */
  public static final Set<String> OF_FIRST_VERSION =
      Set.of(
          "url",
          "title",
          "description",
          "note",
          "tags",
          "unread",
          "archived",
          "favorite",
          "shared",
          "createdAt");

  private static final Map<String, Field> BY_NAME = byName();

  @SuppressWarnings("ImmutableEnumChecker") // of another enum
  private final @Nullable SaidFlag flag;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  Field(String... names) {
    this(null, names);
  }

  Field(@Nullable SaidFlag flag, String... names) {
    this.flag = flag;
    this.names = List.of(names);
  }

  private static SaidFlag says(LinkFlag flag) {
    return new SaidFlag(flag, true);
  }

  private static SaidFlag denies(LinkFlag flag) {
    return new SaidFlag(flag, false);
  }

  /** The flag that yes or no in this field sets; empty when it sets none. */
  Optional<SaidFlag> flag() {
    return Optional.ofNullable(flag);
  }

  /** The names, by precedence. */
  List<String> names() {
    return names;
  }

  /** The field of this name, however it is spelled: {@code Saved date}, {@code saved_date}. */
  public static Optional<Field> named(String name) {
    return Optional.ofNullable(BY_NAME.get(key(name)));
  }

  /** {@code name} as spellings are compared: letters and digits in lower case. */
  static String key(String name) {
    StringBuilder key = new StringBuilder(name.length());
    name.codePoints().filter(Character::isLetterOrDigit).forEach(key::appendCodePoint);
    return key.toString().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Field> byName() {
    Map<String, Field> fields = new HashMap<>();
    for (Field field : values()) {
      field.names.forEach(name -> fields.put(name, field));
    }
    return Map.copyOf(fields);
  }
}
