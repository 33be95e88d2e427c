package linkhold.formats.json;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.Field;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.NamedValues;
import linkhold.formats.entry.NamedValues.TagNotation;
import linkhold.formats.entry.State;
import linkhold.formats.entry.UnreadNames;

/**
 * Finds links in a JSON value: an object with a member for a URL is one, a text in an array of
 * links is one, and an object with an array of links is a folder.
 */
final class JsonLinks {

  /** Members whose own members count as those of the link around them. */
  private static final Set<String> WRAPPERS = Set.of("content", "link", "page", "bookmark");

  private final CountingParser parser;
  private final FileText text;
  private final Entries entries;
  private final JsonFolders folders;
  private final UnreadNames unread = new UnreadNames();
  private final List<List<String>> open = new ArrayList<>();
  private boolean pinned;
  private long line = 1;

  /** Reads by {@code parser}, which reads {@code text}. */
  JsonLinks(CountingParser parser, FileText text, Entries entries, JsonFolders folders) {
    this.parser = parser;
    this.text = text;
    this.entries = entries;
    this.folders = folders;
  }

  /** The line in which the current entry begins. */
  long line() {
    return line;
  }

  /** The members that were not read. */
  UnreadNames unread() {
    return unread;
  }

  /** Reads the value whose first token is the current one. */
  void read() throws IOException {
    line = parser.line();
    switch (parser.currentToken()) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          read();
        }
      }
      case VALUE_STRING -> {
        Entry entry = new Entry(line, parser.getText());
        open.forEach(names -> names.forEach(entry::folder));
        accept(entry);
      }
      default -> entries.reject(line, "", "It is not an object.");
    }
    text.nextEntry();
  }

  private void readObject() throws IOException {
    long begin = line;
    open.add(folders.names(parser.object()));
    NamedValues values = new NamedValues(TagNotation.ANY);
    boolean container = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token.isStructStart() && JsonFolders.CONTAINERS.contains(name)) {
        container = true;
        readContained(name);
      } else {
        member(values, name, token);
      }
    }
    if (values.has(Field.URL)) {
      open.forEach(values::within);
      accept(values.entry(begin, unread));
    } else if (!container && !isFolder(values)) {
      entries.reject(begin, "", "It has no URL.");
    }
    open.removeLast();
  }

  /** A browser's empty folder has no member for its content; a separator has no content to lose. */
  private static boolean isFolder(NamedValues values) {
    String type = values.text("type");
    return type.contains("container") || type.contains("folder") || type.contains("separator");
  }

  private void readContained(String name) throws IOException {
    boolean before = pinned;
    pinned |= name.equals("pinnedLinks");
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      // Chrome's folders of its own, among members that are not folders
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          read();
        } else {
          parser.skipChildren();
        }
      }
    } else {
      read();
    }
    pinned = before;
  }

  private void member(NamedValues values, String name, JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT -> {
        NamedValues inner = inner();
        if (WRAPPERS.contains(name)) {
          values.putAll(inner);
        } else {
          values.put(name, inner.remove(Field.TITLE));
        }
      }
      case START_ARRAY -> values.put(name, texts(name));
      case VALUE_NULL -> {}
      default -> values.put(name, parser.getText());
    }
  }

  /** The members of the current object. */
  private NamedValues inner() throws IOException {
    NamedValues values = new NamedValues(TagNotation.ANY);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token.isStructStart()) {
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        values.put(name, parser.getText());
      }
    }
    return values;
  }

  /** The texts in an array, and the names of the objects in it; of folders' ids, their names. */
  private List<String> texts(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      switch (parser.currentToken()) {
        case START_OBJECT -> texts.addAll(inner().remove(Field.TITLE));
        case START_ARRAY -> parser.skipChildren();
        case VALUE_STRING, VALUE_NUMBER_INT -> texts.add(parser.getText());
        default -> {}
      }
    }
    return name.equals("lists")
        ? texts.stream().flatMap(id -> folders.namesOfId(id).stream()).toList()
        : texts;
  }

  private void accept(Entry entry) {
    if (pinned) {
      entry.state(State.LIKED);
    }
    entries.accept(entry);
  }
}
