package linkhold.formats.csv;

import java.io.IOException;
import linkhold.formats.entry.FileText;

/** A row is longer than the part of an entry that is kept. */
final class RowTooLongException extends IOException {

  /** The reason, for people. */
  static final String MESSAGE =
      "The row is longer than " + FileText.MAX_KEPT_LENGTH + " characters.";

  RowTooLongException() {
    super(MESSAGE);
  }
}
