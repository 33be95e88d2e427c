package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_LETTERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.selectOne;

import java.time.OffsetDateTime;
import java.util.List;
import linkhold.domain.AccountId;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jspecify.annotations.Nullable;

/**
 * Which letters and pairs of letters occur in an account's links, for terms that are too short for
 * {@link WordIndex}: a row for some links that follow one another by revision. A row may have
 * letters too many, when links have left it, never too few.
 */
final class LetterIndex {

  /** How many links a row is about: what a search reads for the sake of one of them. */
  private static final int LINKS_PER_ROW = 16;

  private static final int LINKS_AT_A_TIME = 500 / LINKS_PER_ROW * LINKS_PER_ROW;

  /** The links after a revision and up to another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      long after,
      long through,
      @Nullable OffsetDateTime oldest,
      @Nullable OffsetDateTime newest,
      Integer[] letters) {}

  private LetterIndex() {}

  /** Adds rows for some links of an account that is locked; up to which revision there are rows. */
  static long addSome(DSLContext dsl, AccountId account, long revision) {
    long through =
        dsl.select(coalesce(max(LINK_LETTERS.THROUGH), inline(0L)))
            .from(LINK_LETTERS)
            .where(LINK_LETTERS.ACCOUNT_ID.eq(account.value()))
            .fetchSingle()
            .value1();
    if (through < revision) {
      List<Record3<Long, OffsetDateTime, String>> links =
          dsl.select(LINKS.REVISION, LINKS.CREATED_AT, LINKS.SEARCH)
              .from(LINKS)
              .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.REVISION.gt(through))
              .andNot(LINKS.DELETED)
              .orderBy(LINKS.REVISION)
              .limit(LINKS_AT_A_TIME)
              .fetch();
      through = insert(dsl, account, through, links);
      if (links.size() < LINKS_AT_A_TIME && through < revision) {
        insert(dsl, account, new Row(through, revision, null, null, new Integer[0]));
        through = revision;
      }
    }
    return through;
  }

  /** Inserts rows for links; up to which revision there are rows. */
  private static long insert(
      DSLContext dsl,
      AccountId account,
      long before,
      List<Record3<Long, OffsetDateTime, String>> links) {
    long through = before;
    for (int from = 0; from < links.size(); from += LINKS_PER_ROW) {
      var some = links.subList(from, Math.min(from + LINKS_PER_ROW, links.size()));
      List<OffsetDateTime> times = some.stream().map(Record3::value2).sorted().toList();
      Integer[] letters = Letters.of(some.stream().map(Record3::value3).toList());
      long last = some.getLast().value1();
      insert(dsl, account, new Row(through, last, times.getFirst(), times.getLast(), letters));
      through = last;
    }
    return through;
  }

  private static void insert(DSLContext dsl, AccountId account, Row row) {
    dsl.insertInto(
            LINK_LETTERS,
            LINK_LETTERS.ACCOUNT_ID,
            LINK_LETTERS.AFTER,
            LINK_LETTERS.THROUGH,
            LINK_LETTERS.OLDEST,
            LINK_LETTERS.NEWEST,
            LINK_LETTERS.LETTERS)
        .values(account.value(), row.after, row.through, row.oldest, row.newest, row.letters)
        .execute();
  }

  /** Drops rows without links. */
  static void tidy(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(LINK_LETTERS)
        .where(LINK_LETTERS.ACCOUNT_ID.eq(account.value()))
        .andNotExists(
            selectOne()
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()))
                .and(LINKS.REVISION.gt(LINK_LETTERS.AFTER))
                .and(LINKS.REVISION.le(LINK_LETTERS.THROUGH))
                .andNot(LINKS.DELETED))
        .execute();
  }

  /** Drops all rows of an account. */
  static void clear(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(LINK_LETTERS).where(LINK_LETTERS.ACCOUNT_ID.eq(account.value())).execute();
  }
}
