package linkhold.persistence;

import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jooq.CommonTableExpression;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * A table of values that is handed to PostgreSQL as one array a column, or, when it is of one row,
 * as one value a column. The statement's text is the same for any number of rows, and every
 * parameter's type is told: otherwise pgjdbc would ask for it, and would no longer send two
 * statements together.
 */
final class ArrayColumns<R> {

  private record Column<R>(String name, String type, Function<List<R>, Object[]> values) {

    int jdbcType() {
      Integer jdbcType = JDBC_TYPES.get(type);
      if (jdbcType == null) {
        throw new IllegalStateException("A single value of the type " + type);
      }
      return jdbcType;
    }
  }

  /** Makes the arrays that pgjdbc sends in binary form; any other type's are sent as text. */
  private static final Map<String, IntFunction<Object[]>> BINARY =
      Map.of(
          "int8", Long[]::new,
          "int4", Integer[]::new,
          "bool", Boolean[]::new,
          "text", String[]::new,
          "bytea", byte[][]::new);

  /** How pgjdbc is told the types of single values, be they null or not. */
  private static final Map<String, Integer> JDBC_TYPES =
      Map.of(
          "int8", Types.BIGINT,
          "int4", Types.INTEGER,
          "bool", Types.BOOLEAN,
          "text", Types.VARCHAR,
          "bytea", Types.BINARY,
          "timestamptz", Types.TIMESTAMP_WITH_TIMEZONE);

  /**
   * The two texts of a statement whose first parameters are the table's.
   *
   * @param many for any number of rows
   * @param one for one row, with less to set up
   */
  record Forms<R>(ArrayColumns<R> columns, String many, String one) {

    PreparedStatement prepare(Connection connection, List<R> rows) throws SQLException {
      return connection.prepareStatement(isOne(rows) ? one : many);
    }

    /** Sets the table's parameters in what was prepared for as many rows. */
    void bind(PreparedStatement statement, List<R> rows) throws SQLException {
      if (isOne(rows)) {
        columns.bindOne(statement, rows.getFirst());
      } else {
        columns.bind(statement, 1, rows);
      }
    }

    boolean isOne(List<R> rows) {
      return rows.size() == 1;
    }
  }

  private final List<Column<R>> columns = new ArrayList<>();

  /** Adds a column of a PostgreSQL type. */
  ArrayColumns<R> with(String name, String type, Function<R, @Nullable Object> value) {
    IntFunction<Object[]> array = BINARY.getOrDefault(type, Object[]::new);
    columns.add(new Column<>(name, type, rows -> rows.stream().map(value).toArray(array)));
    return this;
  }

  /** Adds a column of the rows' positions, counted from 0. */
  ArrayColumns<R> numbered(String name) {
    columns.add(
        new Column<>(
            name, "int4", rows -> IntStream.range(0, rows.size()).boxed().toArray(Integer[]::new)));
    return this;
  }

  /** How many parameters the table takes. */
  int size() {
    return columns.size();
  }

  /** The table, as a step of a statement. */
  CommonTableExpression<?> as(String step) {
    String arrays =
        columns.stream().map(column -> "?::" + column.type + "[]").collect(joining(", "));
    Table<?> values = table("unnest(" + arrays + ")");
    return step(step, select(asterisk()).from(values));
  }

  /** The table's only row, as a step of a statement. */
  CommonTableExpression<?> asOne(String step) {
    return step(step, select(columns.stream().map(column -> field("?::" + column.type)).toList()));
  }

  private CommonTableExpression<?> step(String step, Select<?> values) {
    return name(step).fields(columns.stream().map(Column::name).toArray(String[]::new)).as(values);
  }

  /** Sets the table's parameters, the first of which is the statement's parameter {@code first}. */
  void bind(PreparedStatement statement, int first, List<R> rows) throws SQLException {
    int index = first;
    for (Column<R> column : columns) {
      statement.setArray(
          index++, statement.getConnection().createArrayOf(column.type, column.values.apply(rows)));
    }
  }

  /** Sets the only row's parameters, which are the statement's first. */
  private void bindOne(PreparedStatement statement, R row) throws SQLException {
    int index = 1;
    for (Column<R> column : columns) {
      statement.setObject(index++, column.values.apply(List.of(row))[0], column.jdbcType());
    }
  }
}
