package linkhold.app;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import linkhold.app.monitor.BackupState;
import linkhold.domain.Patience;
import linkhold.persistence.DatabaseSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule after a backup that failed. */
final class ScheduledBackupsTest {

  private final DatabaseSettings nowhere =
      DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/linkhold", "linkhold", "");

  @Test
  void afterAnUnexpectedFailureTheNextBackupIsTried(@TempDir Path directory) throws Exception {
    BackupState state = new BackupState();
    FileSystem disk =
        FileSystems.newFileSystem(directory.resolve("disk.zip"), Map.of("create", true));
    try (var _ =
        new ScheduledBackups(
            nowhere,
            Clock.systemUTC(),
            disk.getPath("/backups"),
            Duration.ofMillis(10),
            1,
            state)) {
      awaitFailureAfter(Instant.MIN, state);
      disk.close(); // everything about its files throws a ClosedFileSystemException from here on
      for (int failures = 0; failures < 3; failures++) {
        awaitFailureAfter(state.failure().orElseThrow(), state);
      }
    }
  }

  private static void awaitFailureAfter(Instant time, BackupState state) {
    Patience.await(
        "a failure after " + time, () -> state.failure().orElse(Instant.MIN).isAfter(time));
  }
}
