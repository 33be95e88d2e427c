package linkhold.formats.entry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkUrl;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a file, as it was read. A text that is too long for a link is shortened, with a
 * remark: a shortened note is better than none.
 */
public final class Entry {

  /**
   * Names that programs give to links without a folder or tag, and names of browsers' own folders.
   */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "unsorted",
          "unlabeled",
          "no_tag",
          "other bookmarks",
          "other favorites",
          "other favourites",
          "mobile bookmarks",
          "mobile favorites",
          "bookmarks bar",
          "favorites bar",
          "favourites bar",
          "bookmarks toolbar",
          "bookmarks menu");

  private final long line;
  private final String url;
  private final @Nullable LinkDraft given;
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, Tag> tags = new LinkedHashMap<>();
  private final Map<LinkFlag, Boolean> flags = new EnumMap<>(LinkFlag.class);
  private @Nullable String title;
  private @Nullable String description;
  private @Nullable String note;
  private @Nullable String imageUrl;
  private @Nullable String iconUrl;
  private @Nullable Instant createdAt;

  /**
   * An entry without fields.
   *
   * @param line where it begins, from 1
   * @param url empty when it has none
   */
  public Entry(long line, @Nullable String url) {
    this(line, url == null ? "" : url.strip(), null);
  }

  private Entry(long line, String url, @Nullable LinkDraft given) {
    this.line = line;
    this.url = url;
    this.given = given;
  }

  /** An entry with the fields of {@code draft}. */
  public static Entry of(long line, LinkDraft draft) {
    return new Entry(line, draft.url().given(), draft);
  }

  public long line() {
    return line;
  }

  public String url() {
    return url;
  }

  /** What was changed or left out, one plain sentence each. */
  public List<String> remarks() {
    return remarks;
  }

  /** Adds the tags, flags and remarks of the folder that this entry is in. */
  public void inherit(Entry folder) {
    tags.putAll(folder.tags);
    folder.remarks.forEach(this::remark);
    flags.putAll(folder.flags);
  }

  public void title(@Nullable String text) {
    title = fit("title", text, Link.MAX_TITLE_LENGTH);
  }

  public void description(@Nullable String text) {
    description = fit("description", text, Link.MAX_DESCRIPTION_LENGTH);
  }

  public void note(@Nullable String text) {
    note = fit("note", text, Link.MAX_NOTE_LENGTH);
  }

  public void imageUrl(@Nullable String url) {
    imageUrl = webUrl("image", url);
  }

  public void iconUrl(@Nullable String url) {
    iconUrl = webUrl("icon", url);
  }

  /** A URL; null when a link cannot have it, such as an icon with a {@code data:} URL. */
  private @Nullable String webUrl(String name, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      LinkUrl url = LinkUrl.parse(text);
      if (url.isOfPage()) {
        return url.given();
      }
    } catch (InvalidInputException e) {
      // It is left out like one of another scheme.
    }
    remark("Its " + name + " is not at an http or https URL; it was left out.");
    return null;
  }

  /** Adds a tag; a blank one is ignored. */
  public void tag(String name) {
    String fit = fit("tag", Tag.hyphenated(name), Tag.MAX_LENGTH);
    if (fit == null) {
      return;
    }
    Tag tag = new Tag(fit);
    if (tags.size() < Tag.MAX_PER_LINK || tags.containsKey(tag.key())) {
      tags.putIfAbsent(tag.key(), tag);
    } else {
      remark("It has more than " + Tag.MAX_PER_LINK + " tags; only the first ones were taken.");
    }
  }

  /** Adds the tags of a list. */
  public void tags(String names, char separator) {
    int from = 0;
    while (from <= names.length()) {
      int end = names.indexOf(separator, from);
      int to = end < 0 ? names.length() : end;
      tag(names.substring(from, to));
      from = to + 1;
    }
  }

  /** Sets a flag. */
  public void flag(LinkFlag flag, boolean value) {
    flags.put(flag, value);
  }

  /** Sets the flags of a state. */
  public void state(State state) {
    flags.putAll(state.flags());
  }

  /** Sets when the link was saved; an empty text and "0" are ignored. */
  public void createdAt(@Nullable String text) {
    if (text == null || text.isBlank() || text.equals("0")) {
      return;
    }
    Optional<Instant> moment = Moment.parse(text);
    try {
      createdAt = moment.isEmpty() ? null : fieldsOf(moment.get()).createdAt();
    } catch (InvalidInputException e) {
      createdAt = null; // out of range
    }
    if (createdAt == null) {
      remark("When it was saved is not understood; the time of the import was taken.");
    }
  }

  /**
   * Adds the name of a folder as a tag, unless it is one that programs give to links without a
   * folder or tag.
   */
  public void folder(String name) {
    if (!PLACEHOLDERS.contains(name.strip().toLowerCase(Locale.ROOT))) {
      tag(name);
    }
  }

  private static LinkFields fieldsOf(Instant createdAt) {
    return LinkFields.builder().createdAt(createdAt).build();
  }

  /**
   * What to save.
   *
   * @throws InvalidInputException when the URL cannot be saved
   */
  public LinkDraft draft() {
    if (given != null) {
      return given;
    }
    if (url.isEmpty()) {
      throw new InvalidInputException("/url", "It has no URL.");
    }
    if (url.toLowerCase(Locale.ROOT).startsWith("place:")) { // Firefox
      throw new InvalidInputException("/url", "It is a search within the browser, not a page.");
    }
    LinkFields.Builder fields =
        LinkFields.builder()
            .title(title)
            .description(description)
            .note(note)
            .imageUrl(imageUrl)
            .iconUrl(iconUrl)
            .tags(tags.isEmpty() ? null : List.copyOf(tags.values()))
            .createdAt(createdAt);
    flags.forEach((flag, value) -> flag.set(fields, value));
    return new LinkDraft(LinkUrl.parse(url), fields.build());
  }

  /** Adds a remark about this entry, unless it has the same already. */
  public void remark(String remark) {
    if (!remarks.contains(remark)) {
      remarks.add(remark);
    }
  }

  /** {@code text}, shortened to what a link can hold; null when there is none. */
  private @Nullable String fit(String name, @Nullable String text, int maxLength) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String storable = storable(text);
    if (!storable.equals(text)) {
      remark("Its " + name + " holds characters that no text can hold; they were replaced.");
    }
    if (storable.length() <= maxLength
        || storable.codePointCount(0, storable.length()) <= maxLength) {
      return storable;
    }
    remark("Its %s is longer than %d characters; the rest was cut off.".formatted(name, maxLength));
    return storable.substring(0, storable.offsetByCodePoints(0, maxLength));
  }

  /** {@code text} with U+FFFD in the places of U+0000 and of halves of surrogate pairs. */
  private static String storable(String text) {
    boolean clean = text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    if (clean) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c ->
            c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }
}
