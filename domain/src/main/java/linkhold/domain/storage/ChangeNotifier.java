package linkhold.domain.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import linkhold.domain.AccountId;
import linkhold.domain.ChangeSignal;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import linkhold.domain.storage.Storage.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Notifies of this process's changes at once, in the thread that made them, and of other processes'
 * changes by polling the versions of the watched accounts.
 */
final class ChangeNotifier implements ChangeSignal, AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(400);

  private final Storage storage;
  private final List<Bell> bells = new CopyOnWriteArrayList<>();
  private @Nullable Thread poller;
  private boolean closed;

  ChangeNotifier(Storage storage) {
    this.storage = storage;
  }

  @Override
  public Watch watch(AccountId account, Runnable ring) {
    Bell bell = new Bell(account, ring);
    synchronized (this) {
      bells.add(bell);
      if (poller == null && !closed) {
        poller = Thread.ofPlatform().daemon().name("changes").start(this::poll);
      }
    }
    return bell;
  }

  /** Calls the watches of the account. */
  void changed(AccountId account) {
    bells.stream().filter(bell -> bell.account.equals(account)).forEach(bell -> bell.ring.run());
  }

  private void poll() {
    Map<AccountId, Optional<Version>> seen = new HashMap<>();
    try {
      while (isWatched()) {
        look(seen);
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Whether there is a watch; otherwise the polling thread ends. */
  private synchronized boolean isWatched() {
    if (bells.isEmpty() || closed) {
      poller = null;
    }
    return poller != null;
  }

  /** Polls each watched account once; one that was not polled before counts as changed. */
  private void look(Map<AccountId, Optional<Version>> seen) {
    Map<AccountId, Optional<Version>> now;
    try {
      now = storage.read(this::watchedVersions);
    } catch (UnavailableException e) {
      return; // and polls again
    }
    seen.keySet().retainAll(now.keySet());
    now.forEach((account, version) -> {
      if (!version.equals(seen.put(account, version))) {
        changed(account);
      }
    });
  }

  private Map<AccountId, Optional<Version>> watchedVersions(Tables tables) {
    Map<AccountId, Optional<Version>> versions = new HashMap<>();
    bells.forEach(bell ->
        versions.computeIfAbsent(
            bell.account, account -> tables.account(account).map(AccountRow::version)));
    return versions;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (poller != null) {
      poller.interrupt();
    }
  }

  private final class Bell implements Watch {

    private final AccountId account;
    private final Runnable ring;

    Bell(AccountId account, Runnable ring) {
      this.account = account;
      this.ring = ring;
    }

    @Override
    public void close() {
      bells.remove(this);
    }
  }
}
