package linkhold.app;

import java.io.Console;

/** Shows the progress of long work in one line of a terminal; nothing without a terminal. */
final class ProgressBar {

  private static final int WIDTH = 30;

  private final long total;
  private final boolean visible;

  /** For work of this size; 0 when it is not known. */
  ProgressBar(long total) {
    this.total = total;
    this.visible = onTerminal();
  }

  /** Whether a person sees what is written. */
  @SuppressWarnings("SystemConsoleNull") // it is null again from JDK 25 on, without a terminal
  static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Shows that so much is done. */
  void show(long done, String detail) {
    if (visible) {
      System.err.print("\r" + line(done, total, detail));
      System.err.flush();
    }
  }

  /** Clears the line. */
  void end() {
    if (visible) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }

  /** The line, such as <code>[##  ] 50 % 100 links</code>. */
  static String line(long done, long total, String detail) {
    if (total <= 0) {
      return detail;
    }
    double part = Math.min(1, (double) done / total);
    int full = (int) (part * WIDTH);
    return "[%s%s] %d %% %s"
        .formatted("#".repeat(full), " ".repeat(WIDTH - full), (int) (part * 100), detail);
  }
}
