package linkhold.persistence;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
import linkhold.domain.UnavailableException;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The queue of pages: the links whose reads are pending, which an index holds. A read that was
 * begun has a row in {@code page_reads}, with the time before which it is not begun again.
 */
final class PostgresPageQueue implements PageQueue {

  /**
   * The host of a URL for PostgreSQL, to pass over the hosts that many links are of. Hosts that it
   * does not know, such as those with letters beyond ASCII, are passed over here.
   */
  private static final String HOST = "://(?:[^/?#]*@)?([^/?#:]*)";

  private static final String BEGIN = beginStatement();

  /** For how long a machine that is away is not asked again. */
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(1);

  private final Sql sql;
  private final NodeReads nodes;
  private final AccountQueues turns;
  private final Clock clock;

  PostgresPageQueue(Sql sql, Engine engine, AccountQueues turns, Clock clock) {
    this.sql = sql;
    this.nodes =
        new NodeReads(sql, engine, RETRY_INTERVAL); // its own, since it leaves machines alone
    this.turns = turns;
    this.clock = clock;
  }

  @Override
  public List<Due> due(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit) {
    Field<String> host =
        field("lower(substring({0} from {1}))", String.class, LINKS.URL, inline(HOST));
    List<Record> rows = new ArrayList<>();
    try {
      nodes.each(node ->
          rows.addAll(
              node.fetch(dsl ->
                  dsl.select(
                          LINKS.ACCOUNT_ID, LINKS.ID, LINKS.URL, LINKS.READ_LATER, LINKS.UPDATED_AT)
                      .from(LINKS)
                      .leftJoin(PAGE_READS)
                      .on(
                          PAGE_READS.ACCOUNT_ID.eq(LINKS.ACCOUNT_ID),
                          PAGE_READS.LINK_ID.eq(LINKS.ID))
                      .where(isPending())
                      .and(PAGE_READS.DUE_AT.isNull().or(PAGE_READS.DUE_AT.le(time(now()))))
                      .and(
                          LINKS.ACCOUNT_ID.notIn(
                              busyAccounts.stream().map(AccountId::value).toList()))
                      .and(busyHosts.isEmpty() ? noCondition() : host.notIn(busyHosts))
                      .orderBy(LINKS.READ_LATER, LINKS.UPDATED_AT, LINKS.ACCOUNT_ID, LINKS.ID)
                      .limit(limit))));
    } catch (UnavailableException e) {
      if (rows.isEmpty()) {
        throw e;
      }
    }
    return rows.stream()
        .sorted(
            comparing((Record row) -> row.get(LINKS.READ_LATER), nullsLast(naturalOrder()))
                .thenComparing(row -> row.get(LINKS.UPDATED_AT))
                .thenComparing(row -> row.get(LINKS.ACCOUNT_ID))
                .thenComparing(row -> row.get(LINKS.ID)))
        .limit(limit)
        .map(row ->
            new Due(
                new AccountId(row.get(LINKS.ACCOUNT_ID)),
                row.get(LINKS.ID),
                LinkUrl.kept(row.get(LINKS.URL))))
        .filter(due -> !busyHosts.contains(due.url().host()))
        .toList();
  }

  /** Passes over a link that is being changed, as by another server that begins its read. */
  @Override
  public Optional<Request> begin(Due due) {
    Instant now = now();
    return sql.call(dsl ->
        dsl.connectionResult(connection -> {
          try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setObject(1, time(now.plus(LEASE)));
            statement.setLong(2, due.account().value());
            statement.setLong(3, due.link());
            statement.setDouble(4, seconds(now));
            try (ResultSet attempts = statement.executeQuery()) {
              return attempts.next()
                  ? Optional.of(
                      new Request(
                          due.account(),
                          due.link(),
                          due.url(),
                          due.url().host(),
                          attempts.getInt(1)))
                  : Optional.empty();
            }
          }
        }));
  }

  private static String beginStatement() {
    return DSL.using(SQLDialect.POSTGRES)
        .render(
            insertInto(
                    PAGE_READS,
                    PAGE_READS.ACCOUNT_ID,
                    PAGE_READS.LINK_ID,
                    PAGE_READS.ATTEMPTS,
                    PAGE_READS.DUE_AT)
                .select(
                    select(LINKS.ACCOUNT_ID, LINKS.ID, inline(1), val(time(Instant.EPOCH)))
                        .from(LINKS)
                        .where(LINKS.ACCOUNT_ID.eq(val(0L)), LINKS.ID.eq(val(0L)))
                        .and(isPending())
                        .forUpdate()
                        .skipLocked())
                .onConflict(PAGE_READS.ACCOUNT_ID, PAGE_READS.LINK_ID)
                .doUpdate()
                .set(PAGE_READS.ATTEMPTS, PAGE_READS.ATTEMPTS.plus(inline(1)))
                .set(PAGE_READS.DUE_AT, excluded(PAGE_READS.DUE_AT))
                .where(PAGE_READS.DUE_AT.le(immutable(Instant.EPOCH)))
                .returning(PAGE_READS.ATTEMPTS));
  }

  /**
   * A time for a condition of {@code on conflict}, where Citus allows immutable functions only; a
   * cast to a time is not immutable, since it depends on the session's time zone.
   */
  private static Field<OffsetDateTime> immutable(Instant time) {
    return function("to_timestamp", PAGE_READS.DUE_AT.getDataType(), val(seconds(time)));
  }

  private static double seconds(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time) / 1e6;
  }

  /** Forgets reads that were begun. The links are locked first, as {@link #begin} does. */
  static void forget(DSLContext dsl, AccountId account, Set<Long> links) {
    dsl.deleteFrom(PAGE_READS)
        .where(PAGE_READS.ACCOUNT_ID.eq(account.value()))
        .and(
            PAGE_READS.LINK_ID.in(
                select(LINKS.ID)
                    .from(LINKS)
                    .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.ID.in(links))
                    .orderBy(LINKS.ID)
                    .forUpdate()))
        .execute();
  }

  /** As the index of the queue has it. */
  private static Condition isPending() {
    return LINKS.PAGE_READ.like(inline(PageRead.State.PENDING.text() + "%"));
  }

  private static Condition at(AccountId account, long id) {
    return PAGE_READS.ACCOUNT_ID.eq(account.value()).and(PAGE_READS.LINK_ID.eq(id));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void finish(Request request, PageReader.Result result) {
    Instant now = now();
    Optional<Instant> retry = result.retry(request, now);
    if (retry.isPresent()) {
      sql.call(dsl ->
          dsl.update(PAGE_READS)
              .set(PAGE_READS.DUE_AT, time(retry.get()))
              .where(at(request.account(), request.link()))
              .execute());
      return;
    }
    try {
      turns.run(
          request.account(),
          dsl -> {
            LinkEdits edits = LinkEdits.of(dsl, List.of(wanted(request.account(), request.link())));
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
