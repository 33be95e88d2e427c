package linkhold.formats.csv;

import java.io.IOException;
import java.io.Reader;
import linkhold.formats.entry.FileText;

/**
 * A file's text, at most one line each time that it is read, so that a row that turns out not to be
 * CSV can be read again from its second line on.
 */
final class CsvLines extends Reader {

  /** How much more than was read may be read again: a few of the longest rows. */
  private static final long MAX_REREAD = 8L * FileText.MAX_KEPT_LENGTH;

  private final FileText file;
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

  private boolean ended;

  /** The lines of {@code file} after the first {@code linesBefore}. */
  CsvLines(FileText file, int linesBefore) throws IOException {
    this.file = file;
    for (int i = 0; i < linesBefore; i++) {
      skipLine();
    }
    file.nextEntry();
  }

  /** A row begins in the current line; earlier lines are no longer needed. */
  void beginRow() {
    rowStart = lineStart;
    rowLine = line;
    file.nextEntry();
  }

  /** The line that the row begins in, from 1. */
  long rowLine() {
    return rowLine;
  }

  /** Whether all of the file was read. */
  boolean isAtEnd() {
    return ended && at == text.length();
  }

  /** Whether the current row is the file's last line, which may be cut off. */
  boolean isLastLine() {
    return isAtEnd() && lineStart == rowStart && !isBreak(last);
  }

  /** Whether what was read last ends a line. */
  boolean isLineEnded() {
    return isBreak(last);
  }

  /**
   * Goes back to the row's second line.
   *
   * @return whether that was done; not when most of the file would be read many times
   * @throws linkhold.formats.entry.EntryTooLongException when the first line is longer than any
   *     entry
   */
  boolean leaveFirstLine() throws IOException {
    rereadChars += at - rowStart;
    if (rereadChars > MAX_REREAD + readChars) {
      return false;
    }
    at = rowStart;
    last = '\n';
    line = rowLine - 1;
    skipLine();
    return true;
  }

  /** Reads to the end of the line, however long it is. */
  private void skipLine() throws IOException {
    int count;
    do {
      if (at == text.length()) {
        rowStart = at; // nothing before is needed
        lineStart = at;
      }
      count = read(block, 0, block.length);
    } while (count > 0 && !isBreak(last));
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
    if (text.length() - rowStart > FileText.MAX_KEPT_LENGTH) {
      throw new RowTooLongException();
    }
    text.delete(0, rowStart);
    lineStart -= rowStart;
    at -= rowStart;
    rowStart = 0;
    int count = file.read(block, 0, block.length);
    if (count < 0) {
      ended = true;
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
