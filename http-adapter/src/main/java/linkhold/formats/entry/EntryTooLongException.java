package linkhold.formats.entry;

import java.io.IOException;

/** One entry of a file, or a file that has to be read twice, is too long to continue. */
public final class EntryTooLongException extends IOException {

  EntryTooLongException(String what, long maxLength) {
    super(what + " is longer than " + maxLength + " characters");
  }
}
