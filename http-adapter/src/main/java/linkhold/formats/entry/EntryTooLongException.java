package linkhold.formats.entry;

import java.io.IOException;

/** One entry of a file is so long that it is not even skipped. */
public final class EntryTooLongException extends IOException {

  EntryTooLongException(int maxLength) {
    super("An entry is longer than " + maxLength + " characters");
  }
}
