package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.UnavailableException;
import org.jooq.exception.DataAccessException;

/**
 * Has PostgreSQL analyse the tables again after large imports. Plans that were made while they were
 * small read all links of an account and sort them, until autovacuum runs. Each time the imported
 * links have doubled, and are as many as PostgreSQL knew of, it analyses a sample; then every
 * connection plans again. Safe for concurrent use.
 */
final class Statistics {

  private static final Logger LOG = System.getLogger(Statistics.class.getName());

  /** With fewer links any plan is right. */
  static final int FIRST = 10_000;

  private static final String KNOWN =
      "select reltuples::bigint from pg_catalog.pg_class where oid = '%s'::regclass"
          .formatted(LINKS.getName());

  /**
   * Passes over what another one is analysing, and waits for no lock. To look at the long columns,
   * which no plan depends on, would take five times as long.
   */
  private static final String ANALYZE =
      "analyze (skip_locked) links (account_id, id, revision, created_at, deleted), tags";

  private final Sql sql;
  private final AtomicLong imported = new AtomicLong();
  private final AtomicLong due = new AtomicLong(FIRST);

  Statistics(Sql sql) {
    this.sql = sql;
  }

  /** Takes note of links that were saved together; some calls analyse before they return. */
  void noteImported(int links) {
    long sum = imported.addAndGet(links);
    long now = due.get();
    if (sum >= now && due.compareAndSet(now, 2 * sum)) {
      analyze(sum);
    }
  }

  private void analyze(long sum) {
    try {
      long known = sql.call(dsl -> dsl.fetchSingle(KNOWN).get(0, Long.class));
      if (known > sum) {
        due.set(known);
      } else {
        sql.call(dsl -> dsl.execute(ANALYZE));
      }
    } catch (UnavailableException | DataAccessException e) {
      LOG.log(Level.DEBUG, "The tables could not be analysed; autovacuum does so later", e);
    }
  }
}
