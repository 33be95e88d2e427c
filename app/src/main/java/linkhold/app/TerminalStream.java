package linkhold.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Filters UTF-8 for a terminal, which would interpret control characters in untrusted text: all but
 * tabs and line ends become question marks.
 */
final class TerminalStream extends FilterOutputStream {

  /** The first byte of U+0080 to U+00BF, of which the lower half are control characters. */
  private static final int LEAD = 0xc2;

  private boolean afterLead;

  TerminalStream(OutputStream terminal) {
    super(terminal);
  }

  @Override
  public void write(int value) throws IOException {
    int next = value & 0xff;
    if (afterLead) {
      afterLead = false;
      if (next >= 0x80 && next < 0xa0) {
        out.write('?');
        return;
      }
      out.write(LEAD);
    }
    if (next == LEAD) {
      afterLead = true;
    } else if (next == 0x7f || (next < ' ' && next != '\t' && next != '\n' && next != '\r')) {
      out.write('?');
    } else {
      out.write(next);
    }
  }

  /** Flushes only: the terminal stays open. */
  @Override
  public void close() throws IOException {
    flush();
  }
}
