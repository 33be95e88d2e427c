package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.val;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import linkhold.domain.AccountId;
import linkhold.domain.ChangeSignal;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import org.jspecify.annotations.Nullable;

/**
 * Polls the versions of all watched accounts, a few times a second while there are watches, and
 * calls those of accounts whose version differs from the last time. There is one statement for each
 * machine that has some of the accounts, so that one that is away delays no others. While the
 * database cannot be reached it goes on polling.
 */
final class PostgresChangeSignal implements ChangeSignal, AutoCloseable {

  private static final Logger LOG = System.getLogger(PostgresChangeSignal.class.getName());

  private static final Duration INTERVAL = Duration.ofMillis(250);

  private static final int ALL_NODES = -1;

  private final Sql sql;
  private final Nodes nodes;
  private final Set<Integer> polling = ConcurrentHashMap.newKeySet();
  private final Set<Integer> away = ConcurrentHashMap.newKeySet();
  private final Map<AccountId, List<AccountWatch>> watches = new HashMap<>();
  private @Nullable Thread poller;
  private boolean closed;

  PostgresChangeSignal(Sql sql, Nodes nodes) {
    this.sql = sql;
    this.nodes = nodes;
  }

  @Override
  public synchronized Watch watch(AccountId account, Runnable onChange) {
    AccountWatch watch = new AccountWatch(account, onChange);
    watches.computeIfAbsent(account, _ -> new ArrayList<>()).add(watch);
    startPolling();
    return watch;
  }

  private synchronized void startPolling() {
    if (poller == null && !closed && !watches.isEmpty()) {
      poller = Thread.ofVirtual().name("changeSignal").start(this::run);
    }
  }

  /** Polls as long as there are watches, whatever fails. */
  private void run() {
    try {
      pollWhileWatched();
    } finally {
      restart();
    }
  }

  /** Continues in another thread after an error, such as an OutOfMemoryError. */
  private synchronized void restart() {
    if (poller == Thread.currentThread()) {
      poller = null;
      startPolling();
    }
  }

  private void pollWhileWatched() {
    List<AccountId> accounts = watched();
    while (!accounts.isEmpty()) {
      try {
        Thread.sleep(INTERVAL);
        nodes
            .of(accounts)
            .forEach((node, some) -> {
              if (polling.add(node)) {
                Thread.ofVirtual().name("changeSignal-" + node).start(() -> poll(node, some));
              }
            });
      } catch (UnavailableException e) {
        noteAway(ALL_NODES, e);
      } catch (InterruptedException e) {
        return; // closed
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "Polling for changes failed; it is tried again.", e);
      }
      accounts = watched();
    }
  }

  /** Polls accounts of one machine, while others are polled. */
  private void poll(int node, List<AccountId> accounts) {
    try {
      Map<AccountId, Version> versions = versions(accounts);
      away.removeAll(List.of(node, ALL_NODES));
      due(accounts, versions).forEach(PostgresChangeSignal::call);
    } catch (UnavailableException e) {
      noteAway(node, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Polling for changes failed; it is tried again.", e);
    } finally {
      polling.remove(node);
    }
  }

  private void noteAway(int node, UnavailableException failure) {
    if (away.add(node) && !isClosed()) {
      LOG.log(
          Level.WARNING,
          "Watches are not notified of changes until the database is back: " + failure.reason());
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The accounts to poll; when there are none, the caller ends. */
  private synchronized List<AccountId> watched() {
    if (closed || watches.isEmpty()) {
      poller = null;
      return List.of();
    }
    return List.copyOf(watches.keySet());
  }

  private Map<AccountId, Version> versions(List<AccountId> accounts) {
    Long[] ids = accounts.stream().map(AccountId::value).toArray(Long[]::new);
    return sql.call(dsl ->
        dsl.select(REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH, REVISIONS.REVISION)
            .from(REVISIONS)
            .where(REVISIONS.ACCOUNT_ID.eq(any(val(ids))))
            .fetchMap(
                row -> new AccountId(row.value1()),
                row -> new Version(row.value2(), row.value3())));
  }

  /** The watches that were not called for these versions. */
  private synchronized List<AccountWatch> due(
      List<AccountId> accounts, Map<AccountId, Version> versions) {
    List<AccountWatch> due = new ArrayList<>();
    for (AccountId account : accounts) {
      Version version = versions.get(account);
      for (AccountWatch watch : watches.getOrDefault(account, List.of())) {
        if (!watch.wasCalledFor(version)) {
          due.add(watch);
        }
      }
    }
    return due;
  }

  private static void call(AccountWatch watch) {
    try {
      watch.onChange.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A listener failed.", e);
    }
  }

  private synchronized void remove(AccountWatch watch) {
    List<AccountWatch> others = watches.get(watch.account);
    if (others != null && others.remove(watch) && others.isEmpty()) {
      watches.remove(watch.account);
    }
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

    /** Whether its account was polled before. */
    private boolean wasPolled;

    /** The version of its account at the last poll; null when it did not exist. */
    private @Nullable Version lastVersion;

    AccountWatch(AccountId account, Runnable onChange) {
      this.account = account;
      this.onChange = onChange;
    }

    /**
     * Whether it was already called for this version; stores the version. At the first poll it was
     * not: the account may have changed between the start of the watch and the poll.
     */
    private boolean wasCalledFor(@Nullable Version version) {
      boolean same = wasPolled && Objects.equals(version, lastVersion);
      wasPolled = true;
      lastVersion = version;
      return same;
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
