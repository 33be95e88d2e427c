package linkhold.formats.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import linkhold.domain.LinkFlag;
import linkhold.formats.entry.Field.SaidFlag;
import org.jspecify.annotations.Nullable;

/** The values of one link in a file, by the names of columns, members or attributes. */
public final class NamedValues {

  /** How the tags of a file are separated, as far as that is known. */
  public enum TagNotation {
    /** To be guessed for each text. */
    ANY,
    /** By commas; blanks belong to the names. */
    COMMAS,
    /** By bars; blanks belong to the names. */
    BARS,
    /** By blanks; commas and bars belong to the names. */
    BLANKS
  }

  /** The texts of one name; a list has several. */
  private record Value(String name, List<String> texts) {}

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<String> folders = new ArrayList<>();
  private final TagNotation notation;

  /** Nothing yet. */
  public NamedValues(TagNotation notation) {
    this.notation = notation;
  }

  /** Adds a text; a blank one is ignored, and so is a further one of the same name. */
  public void put(String name, @Nullable String text) {
    if (text != null && !text.isBlank()) {
      put(name, List.of(text));
    }
  }

  /** Adds a list of texts. */
  public void put(String name, List<String> texts) {
    if (!texts.isEmpty()) {
      values.putIfAbsent(Field.key(name), new Value(name, texts));
    }
  }

  /** Adds what {@code other} has, where this has no such name. */
  public void putAll(NamedValues other) {
    other.values.forEach(values::putIfAbsent);
  }

  /** The first text of this name; empty when there is none. */
  public String text(String name) {
    Value value = values.get(Field.key(name));
    return value == null ? "" : value.texts.getFirst();
  }

  /** Sets the folders that the link is in, the outermost first. */
  public void within(List<String> names) {
    folders.addAll(names);
  }

  /** Whether there is a text for this field. */
  public boolean has(Field field) {
    return field.names().stream().anyMatch(values::containsKey);
  }

  /** Removes and returns the texts of a field. */
  public List<String> remove(Field field) {
    List<String> texts = new ArrayList<>();
    for (String name : field.names()) {
      Value value = values.remove(name);
      if (value != null) {
        texts.addAll(value.texts);
      }
    }
    return texts;
  }

  /**
   * The entry with these values.
   *
   * @param line where it begins
   * @param unread gets the names that are not read
   */
  public Entry entry(long line, UnreadNames unread) {
    Entry entry = new Entry(line, first(Field.URL));
    boolean pinboard = values.containsKey("href") && !has(Field.TITLE);
    Value pinboardTitle = pinboard ? values.remove("description") : null;
    String title = pinboardTitle == null ? first(Field.TITLE) : pinboardTitle.texts.getFirst();
    entry.title(entry.url().equals(title) ? null : title);
    entry.description(joined(Field.DESCRIPTION));
    entry.note(joined(Field.NOTE));
    entry.imageUrl(first(Field.IMAGE_URL));
    entry.iconUrl(first(Field.ICON_URL));
    state(entry);
    folders(entry);
    tags(entry);
    for (Field field : Field.values()) {
      field.flag().ifPresent(said -> flag(entry, field, said));
    }
    if (has(Field.READ_AT)) {
      entry.flag(LinkFlag.UNREAD, false);
    }
    entry.createdAt(first(Field.CREATED_AT));
    values.forEach((key, value) -> {
      if (Field.named(key).isEmpty()) {
        unread.add(value.name);
      }
    });
    return entry;
  }

  private void state(Entry entry) {
    for (String name : Field.STATE.names()) {
      Value value = values.get(name);
      if (value != null && !state(entry, value.texts.getFirst())) {
        entry.remark("What \"" + value.name + "\" says is not understood.");
      }
    }
  }

  /** Sets the flags that a word stands for; false when it is not known. */
  private static boolean state(Entry entry, String word) {
    switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "archive", "archived", "read" -> entry.state(State.READ);
      case "unread", "new", "later", "shortlist", "inbox", "reading" -> entry.state(State.TO_READ);
      case "active", "succeeded", "processing", "saved" -> entry.state(State.CURRENT);
      case "starred", "favorite", "favourite", "liked" -> entry.state(State.LIKED);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Instapaper writes states as folders. */
  private void folders(Entry entry) {
    folders.forEach(entry::folder);
    boolean instapaper = values.containsKey("selection") || values.containsKey("timestamp");
    for (String name : Field.FOLDER.names()) {
      Value value = values.get(name);
      if (value != null) {
        for (String path : value.texts) {
          if (!instapaper || !state(entry, path)) {
            TagText.split(path, '/').forEach(entry::folder);
          }
        }
      }
    }
  }

  private void tags(Entry entry) {
    for (String name : Field.TAGS.names()) {
      Value value = values.get(name);
      if (value != null) {
        List<String> names = value.texts.size() == 1 ? names(value.texts.getFirst()) : value.texts;
        names.forEach(entry::folder);
      }
    }
  }

  private List<String> names(String text) {
    return switch (notation) {
      case ANY -> TagText.names(text);
      case COMMAS -> TagText.split(text, ',');
      case BARS -> TagText.split(text.replace('|', ','), ',');
      case BLANKS -> List.of(text.strip().split("\\s+"));
    };
  }

  private static void flag(Entry entry, Value value, SaidFlag said) {
    Flag.parse(value.texts.getFirst())
        .ifPresentOrElse(
            yes -> entry.flag(said.flag(), yes == said.ifYes()),
            () -> entry.remark("What \"" + value.name + "\" says is neither yes nor no."));
  }

  private void flag(Entry entry, Field field, SaidFlag said) {
    for (String name : field.names()) {
      Value value = values.get(name);
      if (value != null) {
        flag(entry, value, said);
        return;
      }
    }
  }

  private @Nullable String first(Field field) {
    for (String name : field.names()) {
      Value value = values.get(name);
      if (value != null) {
        return value.texts.getFirst();
      }
    }
    return null;
  }

  /** All different texts of a field, a blank line between each two. */
  private @Nullable String joined(Field field) {
    List<String> texts = new ArrayList<>();
    for (String name : field.names()) {
      Value value = values.get(name);
      if (value != null) {
        value.texts.stream().filter(text -> !texts.contains(text)).forEach(texts::add);
      }
    }
    return texts.isEmpty() ? null : String.join("\n\n", texts);
  }
}
