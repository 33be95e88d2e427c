package linkhold.persistence;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * A query of many rows, which is rendered once, and whose columns are read by their positions:
 * jOOQ's records cost more than all else about a link.
 *
 * @param text with a question mark for each parameter
 */
record RenderedQuery(String text) {

  /** Reads a result, which stands before its first row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** Renders {@code select}, of whose values only the number matters. */
  static RenderedQuery of(Select<?> select) {
    return new RenderedQuery(DSL.using(SQLDialect.POSTGRES).render(select));
  }

  /**
   * Runs the query.
   *
   * @param values of all parameters, in the order in which the text has them
   */
  <T> T run(DSLContext dsl, Reader<T> reader, long... values) {
    return dsl.connectionResult(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        for (int i = 0; i < values.length; i++) {
          statement.setLong(i + 1, values[i]);
        }
        try (ResultSet rows = statement.executeQuery()) {
          return reader.read(rows);
        }
      }
    });
  }
}
