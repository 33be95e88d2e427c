package linkhold.formats.text;

import java.io.IOException;
import linkhold.formats.entry.FileText;
import org.jspecify.annotations.Nullable;

/** The lines of a text, each cut to the part of an entry that is kept. */
final class TextLines {

  private final FileText text;
  private final char[] block = new char[8 * 1024];
  private int at;
  private int end;
  private long number;

  TextLines(FileText text) {
    this.text = text;
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** The next line without its end; null when there is none. */
  @Nullable String next() throws IOException {
    text.nextEntry();
    StringBuilder line = new StringBuilder();
    boolean any = false;
    while (fill()) {
      any = true;
      char c = block[at++];
      if (c == '\n') {
        break;
      }
      if (line.length() < FileText.MAX_KEPT_LENGTH) {
        line.append(c);
      }
    }
    number += any ? 1 : 0;
    return any ? line.toString() : null;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(0, text.read(block, 0, block.length));
    return end > 0;
  }
}
