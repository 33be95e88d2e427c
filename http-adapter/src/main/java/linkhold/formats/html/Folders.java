package linkhold.formats.html;

import java.util.ArrayDeque;
import java.util.Deque;
import linkhold.domain.LinkFlag;
import linkhold.formats.entry.Entry;
import org.jspecify.annotations.Nullable;

/** The folders that a place in bookmark HTML is in. */
final class Folders {

  /** Deeper folders are ignored. */
  private static final int MAX_DEPTH = 500;

  /**
   * For each open list, the fields that its folder and the outer ones give to every entry in it.
   */
  private final Deque<Entry> open = new ArrayDeque<>();

  private long deeper;
  private boolean nextIsBrowsers;
  private boolean nextIsReadingList;
  private String nextName = "";

  /** The name of another folder begins with this tag. */
  void next(HtmlTag tag) {
    nextIsReadingList = "com.apple.ReadingList".equals(tag.value("id"));
    nextIsBrowsers =
        nextIsReadingList
            || isTrue(tag.value("personal_toolbar_folder"))
            || isTrue(tag.value("unfiled_bookmarks_folder"));
  }

  /** Sets the name of that folder. */
  void name(String name) {
    nextName = nextIsBrowsers ? "" : name.strip();
  }

  /**
   * A list begins: the content of the folder whose name came last, unless that has a list already.
   */
  void open() {
    if (open.size() < MAX_DEPTH) {
      open.addLast(inNext(open.peekLast()));
    } else {
      deeper++;
    }
    forgetNext();
  }

  /** A list ends. */
  void close() {
    if (deeper > 0) {
      deeper--;
    } else {
      open.pollLast();
    }
    forgetNext();
  }

  /** Gives {@code entry} the fields of the folders around it, the outermost first. */
  void describe(Entry entry) {
    Entry folder = open.peekLast();
    if (folder != null) {
      entry.inherit(folder);
    }
  }

  private Entry inNext(@Nullable Entry around) {
    Entry folder = new Entry(0, null);
    if (around != null) {
      folder.inherit(around);
    }
    folder.folder(nextName);
    if (nextIsReadingList) {
      folder.flag(LinkFlag.UNREAD, true);
    }
    return folder;
  }

  private void forgetNext() {
    nextName = "";
    nextIsReadingList = false;
  }

  private static boolean isTrue(@Nullable String value) {
    return "true".equalsIgnoreCase(value);
  }
}
