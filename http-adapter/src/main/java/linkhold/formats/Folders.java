package linkhold.formats;

import java.util.ArrayDeque;
import java.util.Deque;
import org.htmlunit.cyberneko.xerces.xni.XMLAttributes;
import org.jspecify.annotations.Nullable;

/** The folders that a place in bookmark HTML is in. */
final class Folders {

  /** Folders deeper than this are not remembered; nobody has that many. */
  private static final int MAX_DEPTH = 500;

  /**
   * A folder.
   *
   * @param name empty where it is no person's: a list without a name, or a browser's own folder
   * @param readingList whether it is Safari's list of what to read
   */
  private record Folder(String name, boolean readingList) {

    static final Folder NONE = new Folder("", false);
  }

  private final Deque<Folder> open = new ArrayDeque<>();
  private long deeper;
  private boolean nextIsBrowsers;
  private boolean nextIsReadingList;
  private Folder next = Folder.NONE;

  /** Another folder's name begins, with these attributes. */
  void next(XMLAttributes attributes) {
    nextIsReadingList = "com.apple.ReadingList".equals(attributes.getValue("id"));
    nextIsBrowsers =
        nextIsReadingList
            || isTrue(attributes.getValue("personal_toolbar_folder"))
            || isTrue(attributes.getValue("unfiled_bookmarks_folder"));
  }

  /** That folder is called so. */
  void name(String name) {
    next = new Folder(nextIsBrowsers ? "" : name.strip(), nextIsReadingList);
  }

  /** A list begins: the content of the folder named last, if none has begun since. */
  void open() {
    if (open.size() < MAX_DEPTH) {
      open.addLast(next);
    } else {
      deeper++;
    }
    next = Folder.NONE;
  }

  /** A list ends. */
  void close() {
    if (deeper > 0) {
      deeper--;
    } else {
      open.pollLast();
    }
    next = Folder.NONE;
  }

  /** Gives {@code entry} what the folders say of it, the outermost first. */
  void tag(Entry entry) {
    for (Folder folder : open) {
      entry.tag(folder.name);
      if (folder.readingList) {
        entry.unread(true);
      }
    }
  }

  private static boolean isTrue(@Nullable String value) {
    return "true".equalsIgnoreCase(value);
  }
}
