package linkhold.formats;

import java.io.IOException;

/** One entry of a file is longer than anyone means an entry to be. */
final class EntryTooLongException extends IOException {

  EntryTooLongException(int maxLength) {
    super("An entry is longer than " + maxLength + " characters");
  }
}
