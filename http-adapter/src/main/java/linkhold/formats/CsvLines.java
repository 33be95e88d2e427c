package linkhold.formats;

import java.io.IOException;
import java.io.Reader;

/**
 * A file's text, at most one line each time that it is read, so that a row that turns out to be no
 * CSV can be read again from its second line on.
 */
final class CsvLines extends Reader {

  /** How much may be read again besides as much as was read: a few of the longest rows. */
  private static final long MAX_REREAD = 8L * ImportedText.MAX_ENTRY_LENGTH;

  private final ImportedText file;
  private final char[] block = new char[4 * 1024];

  /** What was read of the file and may be needed. */
  private final StringBuilder text = new StringBuilder();

  private int rowStart;
  private int lineStart;
  private int at;
  private char last = '\n';
  private long line;
  private long rowLine = 1;
  private long readChars;
  private long rereadChars;

  CsvLines(ImportedText file) {
    this.file = file;
  }

  /** A row begins in the line that was begun last; what was before is not needed any more. */
  void beginRow() {
    rowStart = lineStart;
    rowLine = line;
  }

  /** The line that the row begins in, from 1. */
  long rowLine() {
    return rowLine;
  }

  /**
   * Goes back to the row's second line.
   *
   * @return whether that was done; not when most of the file would be read many times
   * @throws EntryTooLongException when the first line is longer than any entry
   */
  boolean leaveFirstLine() throws IOException {
    rereadChars += at - rowStart;
    if (rereadChars > MAX_REREAD + readChars) {
      return false;
    }
    at = rowStart;
    last = '\n';
    line = rowLine - 1;
    int count;
    do {
      count = read(block, 0, block.length);
    } while (count > 0 && !isBreak(last));
    return true;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (at == text.length() && !readBlock()) {
      return -1;
    }
    if (last == '\n' || last == '\r' && text.charAt(at) != '\n') {
      lineStart = at;
      line++;
    }
    int end = at;
    int limit = Math.min(text.length(), at + length);
    do {
      last = text.charAt(end++);
    } while (end < limit && !isBreak(last));
    text.getChars(at, end, target, offset);
    int count = end - at;
    at = end;
    return count;
  }

  private boolean readBlock() throws IOException {
    if (text.length() - rowStart > ImportedText.MAX_ENTRY_LENGTH) {
      throw new EntryTooLongException(ImportedText.MAX_ENTRY_LENGTH);
    }
    text.delete(0, rowStart);
    lineStart -= rowStart;
    at -= rowStart;
    rowStart = 0;
    int count = file.read(block, 0, block.length);
    file.nextEntry(); // this bounds rows itself
    if (count < 0) {
      return false;
    }
    text.append(block, 0, count);
    readChars += count;
    return true;
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
