package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.PageQueue;
import linkhold.domain.PageRead;
import linkhold.domain.PageReader;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record3;

/**
 * The queue in the table {@code page_reads}. Due rows are found without locks; each is then taken
 * by a statement on its account, which skips rows that another server has locked.
 */
final class PostgresPageQueue implements PageQueue {

  /** How many rows are read for each that is wanted, since some are of the same host. */
  private static final int ROWS_PER_REQUEST = 20;

  private final Sql sql;
  private final AccountQueues turns;
  private final Clock clock;

  PostgresPageQueue(Sql sql, AccountQueues turns, Clock clock) {
    this.sql = sql;
    this.turns = turns;
    this.clock = clock;
  }

  @Override
  public List<Request> take(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit) {
    Instant now = now();
    Set<AccountId> accounts = new HashSet<>(busyAccounts);
    Set<String> hosts = new HashSet<>(busyHosts);
    List<Request> taken = new ArrayList<>();
    for (Record3<Long, Long, String> row : due(busyAccounts, busyHosts, limit, now)) {
      AccountId account = new AccountId(row.value1());
      if (taken.size() < limit && !accounts.contains(account) && !hosts.contains(row.value3())) {
        take(account, row.value2(), now)
            .ifPresent(request -> {
              taken.add(request);
              accounts.add(request.account());
              hosts.add(request.host());
            });
      }
    }
    return taken;
  }

  private List<Record3<Long, Long, String>> due(
      Set<AccountId> busyAccounts, Set<String> busyHosts, int limit, Instant now) {
    return sql.callPlanned(dsl ->
        dsl.select(PAGE_READS.ACCOUNT_ID, PAGE_READS.LINK_ID, PAGE_READS.HOST)
            .from(PAGE_READS)
            .where(isDue(now))
            .and(PAGE_READS.ACCOUNT_ID.notIn(busyAccounts.stream().map(AccountId::value).toList()))
            .and(PAGE_READS.HOST.notIn(busyHosts))
            .orderBy(
                PAGE_READS.IS_LATER, PAGE_READS.DUE_AT, PAGE_READS.ACCOUNT_ID, PAGE_READS.LINK_ID)
            .limit(limit * ROWS_PER_REQUEST)
            .fetch());
  }

  private static Condition isDue(Instant now) {
    return PAGE_READS.DUE_AT.le(now.atOffset(ZoneOffset.UTC));
  }

  /** Takes a row, unless another server has; drops it when its link's read is not pending. */
  private Optional<Request> take(AccountId account, long id, Instant now) {
    Optional<Request> taken =
        sql.call(dsl ->
            dsl.update(PAGE_READS)
                .set(PAGE_READS.ATTEMPTS, PAGE_READS.ATTEMPTS.plus(1))
                .set(PAGE_READS.DUE_AT, now.plus(LEASE).atOffset(ZoneOffset.UTC))
                .from(LINKS)
                .where(PAGE_READS.ACCOUNT_ID.eq(account.value()))
                .and(
                    PAGE_READS.LINK_ID.in(
                        select(PAGE_READS.LINK_ID)
                            .from(PAGE_READS)
                            .where(at(account, id), isDue(now))
                            .forUpdate()
                            .skipLocked()))
                .and(isPending(account, id))
                .returningResult(LINKS.URL, PAGE_READS.HOST, PAGE_READS.ATTEMPTS)
                .fetchOptional(row ->
                    new Request(
                        account, id, LinkUrl.kept(row.value1()), row.value2(), row.value3())));
    if (taken.isEmpty()) {
      sql.run(dsl -> dropIfNotPending(dsl, account, id));
    }
    return taken;
  }

  /** Looks at the link when the row is locked: whoever makes it pending again writes both. */
  private static void dropIfNotPending(DSLContext dsl, AccountId account, long id) {
    boolean isLocked =
        dsl.select(inline(1))
            .from(PAGE_READS)
            .where(at(account, id))
            .forUpdate()
            .skipLocked()
            .fetchOptional()
            .isPresent();
    if (isLocked) {
      dsl.deleteFrom(PAGE_READS)
          .where(at(account, id))
          .andNotExists(select(inline(1)).from(LINKS).where(isPending(account, id)))
          .execute();
    }
  }

  private static Condition at(AccountId account, long id) {
    return PAGE_READS.ACCOUNT_ID.eq(account.value()).and(PAGE_READS.LINK_ID.eq(id));
  }

  private static Condition isPending(AccountId account, long id) {
    return LINKS
        .ACCOUNT_ID
        .eq(account.value())
        .and(LINKS.ID.eq(id))
        .andNot(LINKS.DELETED)
        .and(LINKS.PAGE_READ.startsWith(inline(PageRead.State.PENDING.text())));
  }

  @Override
  public void finish(Request request, PageReader.Result result) {
    Instant now = now();
    Optional<Instant> retry = result.retry(request, now);
    if (retry.isPresent()) {
      sql.call(dsl ->
          dsl.update(PAGE_READS)
              .set(PAGE_READS.DUE_AT, retry.get().atOffset(ZoneOffset.UTC))
              .where(at(request.account(), request.link()))
              .execute());
      return;
    }
    try {
      turns.run(
          request.account(),
          dsl -> {
            LinkEdits edits = LinkEdits.of(dsl, List.of(wanted(request.account(), request.link())));
            dsl.deleteFrom(PAGE_READS).where(at(request.account(), request.link())).execute();
            edits
                .library(request.account())
                .finishRead(request.link(), request.url(), result.content(), now);
            edits.writeAndCommit();
          });
    } catch (NotFoundException e) {
      sql.call(dsl ->
          dsl.deleteFrom(PAGE_READS)
              .where(PAGE_READS.ACCOUNT_ID.eq(request.account().value()))
              .andNotExists(
                  select(inline(1))
                      .from(REVISIONS)
                      .where(REVISIONS.ACCOUNT_ID.eq(request.account().value())))
              .execute());
    }
  }

  @Override
  public Link refresh(AccountId account, long link) {
    return turns.transaction(
        account,
        dsl -> {
          LinkEdits edits = LinkEdits.of(dsl, List.of(wanted(account, link)));
          Link refreshed = edits.library(account).refresh(link, now());
          edits.writeAndCommit();
          return refreshed;
        });
  }

  private static ReadStatement.Wanted wanted(AccountId account, long link) {
    return new ReadStatement.Wanted(account, List.of(link), List.of(), List.of());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
