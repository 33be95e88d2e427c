package linkhold.formats.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import linkhold.formats.entry.Entry;

/** The folders that are open in a document. */
final class XmlFolders {

  private final Deque<String> names = new ArrayDeque<>();

  /** Begins a folder; its name may be set later. */
  void open(String name) {
    names.addLast(name);
  }

  /** Sets the name of the folder that began last. */
  void name(String name) {
    if (!names.isEmpty()) {
      names.removeLast();
      names.addLast(name);
    }
  }

  /** Ends the folder that began last. */
  void close() {
    names.pollLast();
  }

  /** Adds their names to {@code entry}. */
  void tag(Entry entry) {
    names.forEach(entry::folder);
  }
}
