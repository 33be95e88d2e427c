package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Revisions;
import linkhold.persistence.sharing.SharedCalls;
import linkhold.persistence.sharing.SharingCounts;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * Reads of single rows; those of one kind share statements, unless each statement has to be about
 * one account (see {@link Engine}).
 */
final class SharedReads {

  /** How many reads share one statement, whose plan is made for a few. */
  private static final int MAX_PER_STATEMENT = 100;

  private record ById(AccountId account, long id) {}

  /** A question to {@link #linksByUrl}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ByUrl(AccountId account, byte[] digest) {}

  private static final Links ASKED = LINKS.as("asked");

  /** Reads of one kind. */
  private record Kind<Q, A>(
      Function<List<Q>, List<Optional<A>>> statement, SharedCalls<Q, Optional<A>> shared) {}

  private final Engine engine;
  private final Kind<ById, Link> byId;
  private final Kind<ByUrl, Link> byUrl;
  private final Kind<AccountId, Version> versions;
  private final Map<String, SharingCounts> counts = new LinkedHashMap<>();

  SharedReads(Sql sql, Engine engine, SharedCalls.Limits limits) {
    this.engine = engine;
    this.byId =
        kind(
            "find",
            sql,
            limits,
            sql.call(dsl ->
                links(
                    dsl,
                    new ArrayColumns<ById>()
                        .with("account_id", ColumnType.INT8, question -> question.account.value())
                        .with("id", ColumnType.INT8, ById::id),
                    LINKS.ID.eq(ASKED.ID))));
    this.byUrl = kind("find_by_url", sql, limits, sql.call(SharedReads::linksByUrl));
    this.versions = kind("version", sql, limits, sql.call(SharedReads::accountVersions));
  }

  /** The link of this id. */
  Optional<Link> find(AccountId account, long id) {
    return answer(byId, new ById(account, id));
  }

  /** The link of this canonical URL. */
  Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return answer(byUrl, new ByUrl(account, url.digest()));
  }

  /** The account's version. */
  Optional<Version> version(AccountId account) {
    return answer(versions, account);
  }

  private <Q, A> Optional<A> answer(Kind<Q, A> kind, Q question) {
    return engine.isSpread()
        ? kind.statement.apply(List.of(question)).getFirst()
        : kind.shared.answer(question);
  }

  /** The counters of shared calls, by the names of their kinds. */
  Map<String, SharingCounts> counts() {
    return counts;
  }

  /** Refuses new calls, and returns once all are answered or the time limit is over. */
  void close(Duration limit) {
    Stream.of(byId, byUrl, versions).forEach(kind -> kind.shared.close(limit));
  }

  private <Q, A> Kind<Q, A> kind(
      String name, Sql sql, SharedCalls.Limits limits, LookupStatement<Q, A> lookup) {
    Function<List<Q>, List<Optional<A>>> statement =
        questions -> sql.call(dsl -> lookup.run(dsl, questions));
    return new Kind<>(
        statement,
        new SharedCalls<>(
            statement,
            () -> atMost(MAX_PER_STATEMENT),
            limits,
            counts.computeIfAbsent(name, _ -> new SharingCounts())));
  }

  private static <Q> Predicate<Q> atMost(int calls) {
    int[] count = {0};
    return _ -> count[0]++ < calls;
  }

  private static <Q> LookupStatement<Q, Link> links(
      DSLContext dsl, ArrayColumns<Q> questions, Condition place) {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(LINKS));
    columns.add(REVISIONS.EPOCH);
    return new LookupStatement<>(
        dsl,
        questions,
        columns,
        select ->
            select
                .from(LookupStatement.asked())
                .join(LINKS)
                .on(LINKS.ACCOUNT_ID.eq(ASKED.ACCOUNT_ID), place)
                .andNot(LINKS.DELETED)
                .join(REVISIONS)
                .on(REVISIONS.ACCOUNT_ID.eq(LINKS.ACCOUNT_ID)),
        row -> LinkColumns.toLink(row, row.getLong(LinkColumns.SIZE + 1)));
  }

  /** The links of canonical URLs. */
  static LookupStatement<ByUrl, Link> linksByUrl(DSLContext dsl) {
    return links(
        dsl,
        new ArrayColumns<ByUrl>()
            .with("account_id", ColumnType.INT8, question -> question.account.value())
            .with("digest", ColumnType.BYTEA, ByUrl::digest),
        LINKS.DIGEST.eq(ASKED.DIGEST));
  }

  private static LookupStatement<AccountId, Version> accountVersions(DSLContext dsl) {
    Revisions asked = REVISIONS.as("asked");
    return new LookupStatement<>(
        dsl,
        new ArrayColumns<AccountId>().with("account_id", ColumnType.INT8, AccountId::value),
        List.of(REVISIONS.EPOCH, REVISIONS.REVISION),
        select ->
            select
                .from(LookupStatement.asked())
                .join(REVISIONS)
                .on(REVISIONS.ACCOUNT_ID.eq(asked.ACCOUNT_ID)),
        row -> new Version(row.getLong(1), row.getLong(2)));
  }
}
