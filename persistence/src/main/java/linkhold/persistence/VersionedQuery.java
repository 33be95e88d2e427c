package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.SyncCursor;
import linkhold.domain.Version;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/** A query of rows of {@code links}, together with the account's version in the same snapshot. */
final class VersionedQuery {

  /**
   * What was found.
   *
   * @param version the account's
   * @param purgedThrough see {@link SyncCursor#requireValid}
   */
  record Found<T>(Version version, long purgedThrough, List<T> rows) {}

  /** Reads a row, whose first columns are those of the select. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row, long epoch) throws SQLException;
  }

  private final RenderedQuery query;
  private final int epoch;

  /**
   * A query.
   *
   * @param links of one account, in the order of {@code order}; its first column is never zero
   */
  VersionedQuery(Select<?> links, Field<Long> order) {
    Table<?> found = links.asTable("found");
    this.epoch = found.fields().length + 1;
    this.query =
        RenderedQuery.of(
            select(found.fields())
                .select(REVISIONS.EPOCH, REVISIONS.REVISION, REVISIONS.PURGED_THROUGH)
                .from(REVISIONS)
                .leftJoin(lateral(found))
                .on(trueCondition())
                .where(REVISIONS.ACCOUNT_ID.eq(val(0L)))
                .orderBy(Objects.requireNonNull(found.field(order))));
  }

  /**
   * Runs the query.
   *
   * @param values of the parameters of the select
   * @throws NotFoundException when the account is not there
   */
  <T> Found<T> run(DSLContext dsl, AccountId account, RowReader<T> reader, long... values) {
    long[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = account.value();
    return query.run(dsl, rows -> read(rows, reader), all);
  }

  private <T> Found<T> read(ResultSet rows, RowReader<T> reader) throws SQLException {
    if (!rows.next()) {
      throw RevisionLock.noAccount();
    }
    Version version = new Version(rows.getLong(epoch), rows.getLong(epoch + 1));
    long purgedThrough = rows.getLong(epoch + 2);
    List<T> found = new ArrayList<>();
    do {
      if (rows.getLong(1) != 0) {
        found.add(reader.read(rows, version.epoch()));
      } // otherwise there is one row, without a link
    } while (rows.next());
    return new Found<>(version, purgedThrough, found);
  }
}
