package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import org.jooq.SelectField;
import org.jooq.TableLike;

/** Reads all links of an account, by id, a part at a time. */
final class PartQuery<T> {

  /** Reads a row by the positions of its columns. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final RenderedQuery query;
  private final int size;
  private final Reader<T> reader;

  /**
   * A query.
   *
   * @param columns of a row; the first one is the link's id
   * @param from {@code links}, which other tables may be joined to
   * @param size how many links a part has
   */
  PartQuery(
      Collection<? extends SelectField<?>> columns, TableLike<?> from, int size, Reader<T> reader) {
    this.query =
        RenderedQuery.of(
            select(columns)
                .from(from)
                .where(LINKS.ACCOUNT_ID.eq(val(0L)), LINKS.ID.gt(val(0L)))
                .andNot(LINKS.DELETED)
                .orderBy(LINKS.ID)
                .limit(val(0L)));
    this.size = size;
    this.reader = reader;
  }

  /** Gives all rows of the account to {@code action}. */
  void forEach(AccountReads reads, AccountId account, Consumer<T> action) {
    Part.forEach(
        after ->
            reads.read(account, dsl -> query.run(dsl, this::read, account.value(), after, size)),
        action);
  }

  private Part<T> read(ResultSet rows) throws SQLException {
    List<T> items = new ArrayList<>(size);
    long last = 0;
    while (rows.next()) {
      last = rows.getLong(1);
      items.add(reader.read(rows));
    }
    return new Part<>(items, last, items.size() < size);
  }
}
