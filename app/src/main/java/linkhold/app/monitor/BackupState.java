package linkhold.app.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import linkhold.http.call.Monitor;
import org.jspecify.annotations.Nullable;

/** The results of the scheduled backups. Readiness warns while the newest one has failed. */
public final class BackupState implements Monitor {

  private volatile @Nullable Instant success;
  private volatile @Nullable Instant failure;

  /** A backup of this time has succeeded. */
  public void succeeded(Instant time) {
    success = time;
  }

  /** A backup has failed. */
  public void failed(Instant time) {
    failure = time;
  }

  /** When the newest backup was made. */
  public Optional<Instant> success() {
    return Optional.ofNullable(success);
  }

  /** When a backup failed last. */
  public Optional<Instant> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public List<String> warnings() {
    Instant failed = failure;
    Instant succeeded = success;
    if (failed == null || succeeded != null && succeeded.isAfter(failed)) {
      return List.of();
    }
    return List.of(
        "The scheduled backup of "
            + failed
            + " failed; the log says why. The newest backup is "
            + (succeeded == null ? "none." : "of " + succeeded + "."));
  }
}
