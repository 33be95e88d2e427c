package linkhold.formats.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a column of a table, a member of an object or an attribute of an element can say of a link,
 * with the names that programs give it. This is the one table of names for all formats.
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
  UNREAD("unread", "toread", "isunread", "readlater"),
  READ("isread", "read", "seen"),
  /** When it was read. */
  READ_AT("readat"),
  ARCHIVED("archived", "isarchived"),
  IN_QUEUE("inqueue"),
  FAVORITE(
      "favorite", "favourite", "favorited", "isfavorite", "isfavorited", "starred", "isstarred"),
  SHARED("shared", "public", "ispublic"),
  PRIVATE("private", "isprivate"),
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

  private static final Map<String, Field> BY_NAME = byName();

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  /** The names, those first that count first. */
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
