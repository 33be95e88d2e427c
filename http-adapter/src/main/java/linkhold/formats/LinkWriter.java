package linkhold.formats;

import java.io.IOException;
import linkhold.domain.Link;

/** Writes one file, link by link. */
interface LinkWriter {

  void write(Link link) throws IOException;

  /** Writes what comes after the last link, and all that was held back. */
  void end() throws IOException;
}
