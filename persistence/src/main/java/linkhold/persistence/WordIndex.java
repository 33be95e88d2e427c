package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_WORDS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import linkhold.domain.AccountId;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.Select;

/**
 * The words and tags of an account's links, for accounts with too many links for a search to read
 * all of them: a row for each link when it had some revision. Rows of links that have changed since
 * are of no harm, as no link has their revision.
 */
final class WordIndex {

  private static final int LINKS_AT_A_TIME = 500;

  private static final OffsetDateTime NEVER =
      OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private WordIndex() {}

  /** Adds rows for some links of an account that is locked; up to which revision there are rows. */
  static long addSome(DSLContext dsl, AccountId account, long revision) {
    long before = dsl.fetchSingle(last(account)).value1();
    Record2<Integer, Long> next =
        dsl.select(count(), max(LINKS.REVISION))
            .from(
                select(LINKS.REVISION)
                    .from(LINKS)
                    .where(LINKS.ACCOUNT_ID.eq(account.value()))
                    .and(LINKS.REVISION.gt(before))
                    .andNot(LINKS.DELETED)
                    .orderBy(LINKS.REVISION)
                    .limit(LINKS_AT_A_TIME)
                    .asTable(LINKS.getName()))
            .fetchSingle();
    boolean more = next.value1() == LINKS_AT_A_TIME;
    long through = more ? next.value2() : revision;
    if (through > before) {
      insert(dsl, account, before, through);
      if (!more) {
        insertEnd(dsl, account, through);
      }
    }
    return through;
  }

  private static void insert(DSLContext dsl, AccountId account, long before, long through) {
    dsl.insertInto(
            LINK_WORDS,
            LINK_WORDS.ACCOUNT_ID,
            LINK_WORDS.REVISION,
            LINK_WORDS.LINK_ID,
            LINK_WORDS.CREATED_AT,
            LINK_WORDS.SEARCH,
            LINK_WORDS.TAG_KEYS)
        .select(
            select(
                    LINKS.ACCOUNT_ID,
                    LINKS.REVISION,
                    LINKS.ID,
                    LINKS.CREATED_AT,
                    LINKS.SEARCH,
                    LINKS.TAG_KEYS)
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()))
                .and(LINKS.REVISION.gt(before))
                .and(LINKS.REVISION.le(through))
                .andNot(LINKS.DELETED))
        .execute();
  }

  /** A row that says up to where there are rows, if the last change deleted a link. */
  private static void insertEnd(DSLContext dsl, AccountId account, long through) {
    dsl.insertInto(LINK_WORDS)
        .set(LINK_WORDS.ACCOUNT_ID, account.value())
        .set(LINK_WORDS.REVISION, through)
        .set(LINK_WORDS.LINK_ID, 0L)
        .set(LINK_WORDS.CREATED_AT, NEVER)
        .set(LINK_WORDS.SEARCH, "")
        .set(LINK_WORDS.TAG_KEYS, new String[0])
        .onConflictDoNothing()
        .execute();
  }

  /** Drops rows of links that have changed, except the last one. */
  static void tidy(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(LINK_WORDS)
        .where(LINK_WORDS.ACCOUNT_ID.eq(account.value()))
        .and(LINK_WORDS.REVISION.lt(dsl.fetchSingle(last(account)).value1()))
        .andNotExists(
            selectOne()
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()))
                .and(LINKS.REVISION.eq(LINK_WORDS.REVISION))
                .andNot(LINKS.DELETED))
        .execute();
  }

  /**
   * Gives rows the texts and tags that their links have now, in the transaction of a caller that
   * locked the account and wrote these links.
   */
  static void update(DSLContext dsl, AccountId account, Collection<Long> links) {
    dsl.update(LINK_WORDS)
        .set(LINK_WORDS.SEARCH, LINKS.SEARCH)
        .set(LINK_WORDS.TAG_KEYS, LINKS.TAG_KEYS)
        .from(LINKS)
        .where(LINK_WORDS.ACCOUNT_ID.eq(account.value()))
        .and(LINKS.ACCOUNT_ID.eq(LINK_WORDS.ACCOUNT_ID))
        .and(LINKS.REVISION.eq(LINK_WORDS.REVISION))
        .and(LINKS.ID.eq(any(links.toArray(Long[]::new))))
        .andNot(LINKS.DELETED)
        .execute();
  }

  /** The revision up to which an account has rows. */
  private static Select<Record1<Long>> last(AccountId account) {
    return select(coalesce(max(LINK_WORDS.REVISION), inline(0L)))
        .from(LINK_WORDS)
        .where(LINK_WORDS.ACCOUNT_ID.eq(account.value()));
  }

  /** The account's links that {@code rows} are about, or that have no row yet. */
  static Condition mayMatch(AccountId account, Condition rows) {
    return LINKS.REVISION.in(
        select(LINK_WORDS.REVISION)
            .from(LINK_WORDS)
            .where(LINK_WORDS.ACCOUNT_ID.eq(account.value()), rows)
            .unionAll(
                select(LINKS.REVISION)
                    .from(LINKS)
                    .where(LINKS.ACCOUNT_ID.eq(account.value()))
                    .and(hasNoRow(account))));
  }

  /**
   * The account's links that may have no row yet. With two bounds PostgreSQL takes it that these
   * are few, with one it would read all links.
   */
  static Condition hasNoRow(AccountId account) {
    return LINKS.REVISION.gt(field(last(account))).and(LINKS.REVISION.le(inline(Long.MAX_VALUE)));
  }

  /** The account's links that have a tag. */
  static Condition tagged(AccountId account, Field<String[]> key) {
    return LINKS.TAG_KEYS.contains(key).and(mayMatch(account, LINK_WORDS.TAG_KEYS.contains(key)));
  }

  /** The account's links that have a tag. */
  static Condition tagged(AccountId account, String key) {
    return tagged(account, val(new String[] {key}, LINKS.TAG_KEYS));
  }
}
