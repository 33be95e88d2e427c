package linkhold.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/**
 * Logs until the process has ended. The JDK's own log manager closes its handlers when the shutdown
 * begins, so that events during the shutdown would be lost.
 */
public final class LastingLogManager extends LogManager {

  private volatile boolean configured;

  /** Made by the JDK, by the name in the system property {@code java.util.logging.manager}. */
  public LastingLogManager() {}

  @Override
  public void readConfiguration(InputStream settings) throws IOException {
    configured = false;
    super.readConfiguration(settings);
    configured = true;
  }

  @Override
  public void reset() {
    if (!configured) {
      super.reset();
    }
  }
}
