package linkhold.app;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code (ISO/IEC 18004) for a terminal: two modules in each character, one above the other.
 * Light modules are painted, since most terminals are dark; readers also take the reverse.
 */
final class TerminalQrCode {

  /** The light modules around a code that readers need. */
  private static final int QUIET_ZONE = 4;

  private static final String FULL = "\u2588";
  private static final String UPPER = "\u2580";
  private static final String LOWER = "\u2584";

  private TerminalQrCode() {}

  /** The code of {@code text}, in lines. */
  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    var lines = new StringBuilder();
    for (int y = -QUIET_ZONE; y < code.size + QUIET_ZONE; y += 2) {
      for (int x = -QUIET_ZONE; x < code.size + QUIET_ZONE; x++) {
        boolean upper = !code.getModule(x, y);
        boolean lower = !code.getModule(x, y + 1);
        lines.append(upper ? (lower ? FULL : UPPER) : (lower ? LOWER : " "));
      }
      lines.append(System.lineSeparator());
    }
    return lines.toString();
  }
}
