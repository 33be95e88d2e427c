package linkhold.persistence;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import linkhold.domain.AccountId;

/**
 * On which machine each account is: always the same one, unless the accounts are spread (see {@link
 * Engine}). Not safe for concurrent use.
 */
final class Nodes {

  /** Accounts are moved seldom, and what is read of a moved one stays right. */
  private static final Duration CACHE_TIME = Duration.ofMinutes(1);

  private static final int ONLY = 0;

  private static final String LOOKUP =
      """
      select id, coalesce(min(groupid), 0)
      from unnest(?) id
      left join pg_dist_placement
        on shardid = get_shard_id_for_distribution_column('revisions', id)
      group by id
      """;

  private final Sql sql;
  private final Engine engine;
  private final Map<AccountId, Integer> known = new HashMap<>();
  private long learned = System.nanoTime();

  Nodes(Sql sql, Engine engine) {
    this.sql = sql;
    this.engine = engine;
  }

  /** The accounts, by their machines. */
  Map<Integer, List<AccountId>> of(List<AccountId> accounts) {
    if (!engine.isSpread()) {
      return Map.of(ONLY, accounts);
    }
    if (System.nanoTime() - learned > CACHE_TIME.toNanos()) {
      known.clear();
    }
    if (!known.keySet().containsAll(accounts)) {
      known.clear();
      learned = System.nanoTime();
      Long[] ids = accounts.stream().map(AccountId::value).toArray(Long[]::new);
      sql.call(dsl -> dsl.fetch(LOOKUP, (Object) ids))
          .forEach(
              row -> known.put(new AccountId(row.get(0, Long.class)), row.get(1, Integer.class)));
    }
    return accounts.stream().collect(groupingBy(account -> known.getOrDefault(account, ONLY)));
  }
}
