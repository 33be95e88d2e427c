package linkhold.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a document, found in a first reading: their names may come after what is in them,
 * and links may name folders by ids that come later.
 */
final class JsonFolders {

  /** Members whose elements are links, or folders of links. */
  static final Set<String> CONTAINERS =
      Set.of(
          "children",
          "links",
          "bookmarks",
          "collections",
          "urls",
          "items",
          "articles",
          "pinnedLinks",
          "roots",
          "data");

  /** Without folders. */
  static final JsonFolders NONE = new JsonFolders();

  /** The depth up to which folders are remembered. */
  private static final int MAX_DEPTH = 64;

  private static final Set<String> READ = Set.of("name", "title", "id", "parentId", "root");

  private final Map<Long, String> names = new HashMap<>();
  private final Map<Long, String> parents = new HashMap<>();
  private final Map<String, String> namesOfIds = new HashMap<>();
  private final Map<String, String> parentsOfIds = new HashMap<>();

  private JsonFolders() {}

  /** Reads a text to its end, or as far as it is JSON. */
  static JsonFolders of(FileText text) throws IOException {
    JsonFolders folders = new JsonFolders();
    CountingParser parser = CountingParser.of(text);
    try {
      while (parser.nextToken() != null) {
        text.nextEntry();
        folders.read(parser, text, "", true);
      }
    } catch (JacksonException | EntryTooLongException e) {
      return folders; // the second reading reports it
    }
    return folders;
  }

  /** The names of the folder that this object is, the outermost first; none when it is not one. */
  List<String> names(long object) {
    String name = names.get(object);
    if (name == null) {
      return List.of();
    }
    Deque<String> path = new ArrayDeque<>(pathOfId(parents.get(object)));
    path.addLast(name);
    return List.copyOf(path);
  }

  /** The names of the folder of this id, the outermost first; the id when it is unknown. */
  List<String> namesOfId(String id) {
    Deque<String> path = pathOfId(id);
    return path.isEmpty() ? List.of(id) : List.copyOf(path);
  }

  private Deque<String> pathOfId(@Nullable String id) {
    Deque<String> path = new ArrayDeque<>();
    String at = id;
    while (at != null && path.size() < MAX_DEPTH && namesOfIds.containsKey(at)) {
      path.addFirst(namesOfIds.getOrDefault(at, ""));
      at = parentsOfIds.get(at);
    }
    return path;
  }

  /**
   * Reads a value.
   *
   * @param member in which it is
   * @param nameless whether a folder here has no name that a person gave: the whole document, or a
   *     browser's own folder
   */
  private void read(CountingParser parser, FileText text, String member, boolean nameless)
      throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser, text, member, nameless);
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
          read(parser, text, member, false);
        }
      }
      default -> {}
    }
  }

  private void readObject(CountingParser parser, FileText text, String member, boolean nameless)
      throws IOException {
    text.nextEntry();
    long object = parser.object();
    Map<String, String> said = new HashMap<>();
    boolean container = false;
    while (parser.nextToken() != JsonToken.END_OBJECT && parser.currentToken() != null) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      boolean contains = token.isStructStart() && CONTAINERS.contains(name);
      if (contains || token.isStructStart() && (member.equals("roots") || name.equals("lists"))) {
        container |= contains;
        read(parser, text, name, name.equals("roots"));
      } else if (token.isStructStart()) {
        parser.skipChildren();
      } else if (READ.contains(name) && token != JsonToken.VALUE_NULL) {
        said.put(name, parser.getText());
      }
    }
    if (nameless || said.containsKey("root") || member.equals("roots")) {
      return;
    }
    String name = said.getOrDefault("title", said.getOrDefault("name", ""));
    if (container) {
      names.put(object, name);
      if (said.containsKey("parentId")) {
        parents.put(object, said.getOrDefault("parentId", ""));
      }
    }
    if (said.containsKey("id") && (container || member.equals("lists"))) {
      namesOfIds.put(said.getOrDefault("id", ""), name);
      parentsOfIds.put(said.getOrDefault("id", ""), said.getOrDefault("parentId", ""));
    }
  }
}
