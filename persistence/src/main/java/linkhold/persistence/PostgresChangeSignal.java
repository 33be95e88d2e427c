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
import linkhold.domain.AccountId;
import linkhold.domain.ChangeSignal;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the versions of all watched accounts in one statement, a few times a second while
 * somebody watches, and rings for those that differ from the last time. While the database is away
 * it goes on looking.
 */
final class PostgresChangeSignal implements ChangeSignal, AutoCloseable {

  private static final Logger LOG = System.getLogger(PostgresChangeSignal.class.getName());

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final Sql sql;
  private final Map<AccountId, List<Bell>> bells = new HashMap<>();
  private @Nullable Thread looking;
  private boolean closed;

  PostgresChangeSignal(Sql sql) {
    this.sql = sql;
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

  /** Looks as long as somebody watches, whatever happens. */
  private void look() {
    try {
      lookWhileWatched();
    } finally {
      lookAgain();
    }
  }

  /** Hands over to another thread after an error, such as that of memory that ran out. */
  private synchronized void lookAgain() {
    if (looking == Thread.currentThread()) {
      looking = null;
      lookOut();
    }
  }

  private void lookWhileWatched() {
    boolean away = false;
    List<AccountId> accounts = watched();
    while (!accounts.isEmpty()) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
        Map<AccountId, Version> versions = versions(accounts);
        away = false;
        due(accounts, versions).forEach(PostgresChangeSignal::ring);
      } catch (UnavailableException e) {
        if (!away) {
          away = true;
          LOG.log(Level.WARNING, "Nobody is told of changes until the database is back.", e);
        }
      } catch (InterruptedException e) {
        return; // closed
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "Looking for changes failed; it is tried again.", e);
      }
      accounts = watched();
    }
  }

  /** The accounts to look for; when there are none, the caller is to stop. */
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

  /** The bells that have not rung for these versions. */
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

    /** Whether its account was looked up before. */
    private boolean looked;

    /** The version of its account when that was last looked up; null when it was not there. */
    private @Nullable Version heard;

    Bell(AccountId account, Runnable ring) {
      this.account = account;
      this.ring = ring;
    }

    /**
     * Whether it has rung for this version, as it will have now. For the first it has not: the
     * account may have changed after the watch began and before it was looked up.
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
