package linkhold.formats.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import linkhold.formats.entry.Entry;

/** The folders that are open in a document. */
final class XmlFolders {

  private final Deque<String> names = new ArrayDeque<>();

  /** A folder begins; its name may be given later. */
  void open(String name) {
    names.addLast(name);
  }

  /** The folder that began last has this name. */
  void name(String name) {
    if (!names.isEmpty()) {
      names.removeLast();
      names.addLast(name);
    }
  }

  /** The folder that began last ends. */
  void close() {
    names.pollLast();
  }

  /** Gives {@code entry} their names. */
  void tag(Entry entry) {
    names.forEach(entry::folder);
  }
}
