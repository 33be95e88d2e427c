package linkhold.formats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a file, as it was read. What a link cannot have is cut to what it can, with a remark
 * on it: somebody who moves in would rather have a shortened note than none.
 */
final class Entry {

  private final long line;
  private final String url;
  private final List<String> remarks = new ArrayList<>();
  private final Map<String, Tag> tags = new LinkedHashMap<>();
  private @Nullable String title;
  private @Nullable String description;
  private @Nullable String note;
  private @Nullable Boolean unread;
  private @Nullable Boolean archived;
  private @Nullable Boolean favorite;
  private @Nullable Boolean shared;
  private @Nullable Instant createdAt;

  /**
   * An entry that says nothing yet.
   *
   * @param line where it begins, from 1
   * @param url empty when it has none
   */
  Entry(long line, @Nullable String url) {
    this.line = line;
    this.url = url == null ? "" : url.strip();
  }

  long line() {
    return line;
  }

  String url() {
    return url;
  }

  /** What was not taken as it stands in the file, one plain sentence each. */
  List<String> remarks() {
    return remarks;
  }

  /** Takes tags, the unread flag and remarks of the folder that this entry is in. */
  void inherit(Entry folder) {
    tags.putAll(folder.tags);
    folder.remarks.forEach(this::remark);
    if (folder.unread != null) {
      unread = folder.unread;
    }
  }

  void title(@Nullable String text) {
    title = fit("title", text, Link.MAX_TITLE_LENGTH);
  }

  void description(@Nullable String text) {
    description = fit("description", text, Link.MAX_DESCRIPTION_LENGTH);
  }

  void note(@Nullable String text) {
    note = fit("note", text, Link.MAX_NOTE_LENGTH);
  }

  /** Adds a tag; one without any characters is none. */
  void tag(String name) {
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
  void tags(String names, char separator) {
    int from = 0;
    while (from <= names.length()) {
      int end = names.indexOf(separator, from);
      int to = end < 0 ? names.length() : end;
      tag(names.substring(from, to));
      from = to + 1;
    }
  }

  void unread(@Nullable Boolean flag) {
    unread = flag;
  }

  void archived(@Nullable Boolean flag) {
    archived = flag;
  }

  void favorite(@Nullable Boolean flag) {
    favorite = flag;
  }

  void shared(@Nullable Boolean flag) {
    shared = flag;
  }

  /** When the link was saved; text that is empty or "0" does not say. */
  void createdAt(@Nullable String text) {
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

  private static LinkFields fieldsOf(Instant createdAt) {
    return new LinkFields(null, null, null, null, null, null, null, null, createdAt);
  }

  /**
   * What to save.
   *
   * @throws InvalidInputException when the URL is none that can be saved
   */
  LinkDraft draft() {
    if (url.isEmpty()) {
      throw new InvalidInputException("/url", "It has no URL.");
    }
    return new LinkDraft(
        LinkUrl.parse(url),
        new LinkFields(
            title,
            description,
            note,
            tags.isEmpty() ? null : List.copyOf(tags.values()),
            unread,
            archived,
            favorite,
            shared,
            createdAt));
  }

  private void remark(String remark) {
    if (!remarks.contains(remark)) {
      remarks.add(remark);
    }
  }

  /** {@code text} as a link can hold it; null when there is none. */
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
