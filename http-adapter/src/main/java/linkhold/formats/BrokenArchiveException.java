package linkhold.formats;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An archive or compressed file cannot be unpacked any further. */
final class BrokenArchiveException extends IOException {

  BrokenArchiveException(String reason, @Nullable IOException cause) {
    super(reason, cause);
  }
}
