package linkhold.formats.csv;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import linkhold.formats.entry.FileText;

/**
 * Linkhold's CSV. A cell that a spreadsheet would take for a formula, and run, is written with an
 * apostrophe in front, which importing removes; so is one that begins with an apostrophe itself.
 */
final class CsvText {

  static final CsvFactory FACTORY =
      CsvFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(FileText.MAX_KEPT_LENGTH).build())
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  /** What formulas begin with, also in the wide forms of East Asian keyboards. */
  private static final String FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠'";

  private CsvText() {}

  /** {@code text} in a form that no spreadsheet runs. */
  static String defused(String text) {
    return !text.isEmpty() && FORMULA_SIGNS.indexOf(text.charAt(0)) >= 0 ? '\'' + text : text;
  }

  /** The text that {@link #defused} was given. */
  static String undefused(String cell) {
    return cell.startsWith("'") ? cell.substring(1) : cell;
  }
}
