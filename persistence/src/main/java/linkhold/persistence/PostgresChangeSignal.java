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

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private static final int ALL_NODES = -1;

  private final Sql sql;
  private final Nodes nodes;
  private final Set<Integer> polled = ConcurrentHashMap.newKeySet();
  private final Set<Integer> away = ConcurrentHashMap.newKeySet();
  private final Map<AccountId, List<Bell>> bells = new HashMap<>();
  private @Nullable Thread looking;
  private boolean closed;

  PostgresChangeSignal(Sql sql, Nodes nodes) {
    this.sql = sql;
    this.nodes = nodes;
  }

  @Override
  public synchronized Watch watch(AccountId account, Runnable ring) {
    Bell bell = new Bell(account, ring);
    bells.computeIfAbsent(account, _ -> new ArrayList<>()).add(bell);
    lookOut();
    return bell;
  }

  private synchronized void lookOut() {
    if (looking == null && !closed && !bells.isEmpty()) {
      looking = Thread.ofVirtual().name("changeSignal").start(this::look);
    }
  }

  /** Polls as long as there are watches, whatever fails. */
  private void look() {
    try {
      lookWhileWatched();
    } finally {
      lookAgain();
    }
  }

  /** Continues in another thread after an error, such as an OutOfMemoryError. */
  private synchronized void lookAgain() {
    if (looking == Thread.currentThread()) {
      looking = null;
      lookOut();
    }
  }

  private void lookWhileWatched() {
    List<AccountId> accounts = watched();
    while (!accounts.isEmpty()) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
        nodes
            .of(accounts)
            .forEach((node, some) -> {
              if (polled.add(node)) {
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
      due(accounts, versions).forEach(PostgresChangeSignal::ring);
    } catch (UnavailableException e) {
      noteAway(node, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Polling for changes failed; it is tried again.", e);
    } finally {
      polled.remove(node);
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
    if (closed || bells.isEmpty()) {
      looking = null;
      return List.of();
    }
    return List.copyOf(bells.keySet());
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
  private synchronized List<Bell> due(List<AccountId> accounts, Map<AccountId, Version> versions) {
    List<Bell> due = new ArrayList<>();
    for (AccountId account : accounts) {
      Version version = versions.get(account);
      for (Bell bell : bells.getOrDefault(account, List.of())) {
        if (!bell.hasHeard(version)) {
          due.add(bell);
        }
      }
    }
    return due;
  }

  private static void ring(Bell bell) {
    try {
      bell.ring.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A listener failed.", e);
    }
  }

  private synchronized void remove(Bell bell) {
    List<Bell> others = bells.get(bell.account);
    if (others != null && others.remove(bell) && others.isEmpty()) {
      bells.remove(bell.account);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (looking != null) {
      looking.interrupt();
    }
  }

  private final class Bell implements Watch {

    private final AccountId account;
    private final Runnable ring;

    /** Whether its account was polled before. */
    private boolean looked;

    /** The version of its account at the last poll; null when it did not exist. */
    private @Nullable Version heard;

    Bell(AccountId account, Runnable ring) {
      this.account = account;
      this.ring = ring;
    }

    /**
     * Whether it was already called for this version; stores the version. At the first poll it was
     * not: the account may have changed between the start of the watch and the poll.
     */
    private boolean hasHeard(@Nullable Version version) {
      boolean same = looked && Objects.equals(version, heard);
      looked = true;
      heard = version;
      return same;
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
