package linkhold.formats.entry;

import java.io.IOException;
import linkhold.domain.Link;

/** Writes one file, link by link. */
public interface LinkWriter {

  /** Writes {@code link} after those before. */
  void write(Link link) throws IOException;

  /** Writes what comes after the last link, and everything that is still buffered. */
  void end() throws IOException;
}
