package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LAST_IDS;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.NUMBERED_TAGS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.NumberedTag;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Record3;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.Table;

/** Numbers are given when tags are listed, so that saving links need not. */
final class PostgresNumberedTagStore implements NumberedTagStore {

  private final Sql sql;
  private final AccountQueues turns;
  private final Clock clock;
  private final PostgresTagStore tags;

  PostgresNumberedTagStore(Sql sql, AccountQueues turns, Clock clock, PostgresTagStore tags) {
    this.sql = sql;
    this.turns = turns;
    this.clock = clock;
    this.tags = tags;
  }

  @Override
  public List<NumberedTag> list(AccountId account) {
    boolean complete =
        sql.call(dsl -> {
          if (!dsl.fetchExists(REVISIONS, REVISIONS.ACCOUNT_ID.eq(account.value()))) {
            throw RevisionLock.noAccount();
          }
          return unnumbered(dsl, account).isEmpty();
        });
    if (!complete) {
      turns.run(
          account,
          dsl -> {
            RevisionLock.lock(dsl, account);
            number(dsl, account, unnumbered(dsl, account), false);
          });
    }
    return sql.call(dsl ->
        there(dsl, account)
            .and(condition(NUMBERED_TAGS.ADDED).or(NUMBERED_TAGS.KEY.in(used(account))))
            .orderBy(TAGS.NAME.collate("C"))
            .fetch(PostgresNumberedTagStore::toTag));
  }

  @Override
  public Optional<NumberedTag> find(AccountId account, long id) {
    return sql.call(dsl -> find(dsl, account, NUMBERED_TAGS.ID.eq(id)));
  }

  @Override
  public NumberedTag add(AccountId account, Tag tag) {
    return turns.transaction(
        account,
        dsl -> {
          RevisionLock.lock(dsl, account);
          new Spellings(dsl, account).remember(List.of(tag));
          Condition place =
              NUMBERED_TAGS.ACCOUNT_ID.eq(account.value()).and(NUMBERED_TAGS.KEY.eq(tag.key()));
          if (dsl.update(NUMBERED_TAGS).set(NUMBERED_TAGS.ADDED, true).where(place).execute()
              == 0) {
            number(dsl, account, List.of(tag.key()), true);
          }
          return find(dsl, account, NUMBERED_TAGS.KEY.eq(tag.key())).orElseThrow();
        });
  }

  @Override
  public void remove(AccountId account, long id) {
    turns.run(
        account,
        dsl -> {
          Version version = RevisionLock.lock(dsl, account);
          Tag tag =
              find(dsl, account, NUMBERED_TAGS.ID.eq(id)).orElseThrow(NotFoundException::tag).tag();
          tags.remove(dsl, account, version, tag);
          dsl.deleteFrom(NUMBERED_TAGS)
              .where(NUMBERED_TAGS.ACCOUNT_ID.eq(account.value()), NUMBERED_TAGS.ID.eq(id))
              .execute();
        });
  }

  private static Optional<NumberedTag> find(
      DSLContext dsl, AccountId account, Condition condition) {
    Condition used =
        exists(
            selectOne()
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()))
                .andNot(LINKS.DELETED)
                .and(WordIndex.tagged(account, array(NUMBERED_TAGS.KEY))));
    return there(dsl, account)
        .and(condition)
        .and(condition(NUMBERED_TAGS.ADDED).or(used))
        .fetchOptional(PostgresNumberedTagStore::toTag);
  }

  /** The tags that have a number and a spelling. */
  private static SelectConditionStep<Record3<Long, String, OffsetDateTime>> there(
      DSLContext dsl, AccountId account) {
    return dsl.select(NUMBERED_TAGS.ID, TAGS.NAME, NUMBERED_TAGS.CREATED_AT)
        .from(NUMBERED_TAGS)
        .join(TAGS)
        .on(TAGS.ACCOUNT_ID.eq(NUMBERED_TAGS.ACCOUNT_ID), TAGS.KEY.eq(NUMBERED_TAGS.KEY))
        .where(NUMBERED_TAGS.ACCOUNT_ID.eq(account.value()));
  }

  private static NumberedTag toTag(Record3<Long, String, OffsetDateTime> row) {
    return new NumberedTag(row.value1(), new Tag(row.value2()), row.value3().toInstant());
  }

  /** The keys of the tags on the account's links. */
  private static Select<Record1<String>> used(AccountId account) {
    return select(field("unnest({0})", TAGS.KEY.getDataType(), LINKS.TAG_KEYS))
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(account.value()))
        .andNot(LINKS.DELETED);
  }

  private static List<String> unnumbered(DSLContext dsl, AccountId account) {
    return dsl.select(TAGS.KEY)
        .from(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.in(used(account)))
        .andNotExists(
            selectOne()
                .from(NUMBERED_TAGS)
                .where(
                    NUMBERED_TAGS.ACCOUNT_ID.eq(TAGS.ACCOUNT_ID), NUMBERED_TAGS.KEY.eq(TAGS.KEY)))
        .orderBy(TAGS.KEY)
        .fetch(TAGS.KEY);
  }

  private void number(DSLContext dsl, AccountId account, List<String> keys, boolean added) {
    OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    long before = LastIds.take(dsl, account, LAST_IDS.TAG_ID, keys.size()) - keys.size();
    Table<?> given =
        table("unnest({0}) with ordinality", val(keys.toArray(String[]::new)))
            .as("given", "key", "place");
    dsl.insertInto(
            NUMBERED_TAGS,
            NUMBERED_TAGS.ACCOUNT_ID,
            NUMBERED_TAGS.ID,
            NUMBERED_TAGS.KEY,
            NUMBERED_TAGS.ADDED,
            NUMBERED_TAGS.CREATED_AT)
        .select(
            select(
                    REVISIONS.ACCOUNT_ID,
                    field(name("given", "place"), NUMBERED_TAGS.ID.getDataType()).plus(before),
                    field(name("given", "key"), NUMBERED_TAGS.KEY.getDataType()),
                    val(added),
                    val(now))
                .from(given)
                .crossJoin(REVISIONS) // by which Citus knows the one machine of all these rows
                .where(REVISIONS.ACCOUNT_ID.eq(account.value())))
        .execute();
  }
}
