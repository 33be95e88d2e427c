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
  private final List<AccountWatch> watches = new CopyOnWriteArrayList<>();
  private @Nullable Thread poller;
  private boolean closed;

  ChangeNotifier(Storage storage) {
    this.storage = storage;
  }

  @Override
  public Watch watch(AccountId account, Runnable onChange) {
    AccountWatch watch = new AccountWatch(account, onChange);
    synchronized (this) {
      watches.add(watch);
      if (poller == null && !closed) {
        poller = Thread.ofPlatform().daemon().name("changes").start(this::poll);
      }
    }
    return watch;
  }

  /** Calls the watches of the account. */
  void changed(AccountId account) {
    watches.stream()
        .filter(watch -> watch.account.equals(account))
        .forEach(watch -> watch.onChange.run());
  }

  private void poll() {
    Map<AccountId, Optional<Version>> seen = new HashMap<>();
    try {
      while (isWatched()) {
        pollOnce(seen);
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Whether there is a watch; otherwise the polling thread ends. */
  private synchronized boolean isWatched() {
    if (watches.isEmpty() || closed) {
      poller = null;
    }
    return poller != null;
  }

  /** Polls each watched account once; one that was not polled before counts as changed. */
  private void pollOnce(Map<AccountId, Optional<Version>> seen) {
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
    watches.forEach(watch ->
        versions.computeIfAbsent(
            watch.account, account -> tables.account(account).map(AccountRow::version)));
    return versions;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (poller != null) {
      poller.interrupt();
    }
  }

  private final class AccountWatch implements Watch {

    private final AccountId account;
    private final Runnable onChange;

    AccountWatch(AccountId account, Runnable onChange) {
      this.account = account;
      this.onChange = onChange;
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
