package linkhold.http.accounts;

import io.nayuki.qrcodegen.QrCode;

/** A QR code (ISO/IEC 18004) as a picture in SVG, black on white in any theme. */
final class QrCodePicture {

  /** The light modules around a code that readers need. */
  private static final int QUIET_ZONE = 4;

  private QrCodePicture() {}

  /** The picture of {@code text}, one unit to a module. */
  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    int size = code.size + 2 * QUIET_ZONE;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
    <path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path d="%2$s"/></svg>\
    """
        .formatted(size, darkModules(code));
  }

  /** A rectangle for each run of dark modules in a row. */
  private static String darkModules(QrCode code) {
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        int start = x;
        while (code.getModule(x, y)) { // false beyond the code
          x++;
        }
        if (x > start) {
          path.append(
              "M%d %dh%dv1h-%3$dz".formatted(start + QUIET_ZONE, y + QUIET_ZONE, x - start));
        }
      }
    }
    return path.toString();
  }
}
