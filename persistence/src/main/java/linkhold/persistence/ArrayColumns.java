package linkhold.persistence;

import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.CommonTableExpression;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * A table of values that is passed to PostgreSQL as one array per column, or, for one row, as one
 * value per column. The statement's text is the same for any number of rows.
 */
final class ArrayColumns<R> {

  private record Column<R, T>(String name, ColumnType<T> type, Cells<R, T> cells) {

    @Nullable Object[] array(List<R> rows) {
      @Nullable Object[] array = type.array(rows.size());
      for (int i = 0; i < array.length; i++) {
        array[i] = type.parameter(cells.get(rows.get(i), i));
      }
      return array;
    }

    @Nullable Object value(R row) {
      return type.parameter(cells.get(row, 0));
    }
  }

  /** Gets a row's value in a column. */
  @FunctionalInterface
  private interface Cells<R, T> {
    @Nullable T get(R row, int position);
  }

  private final List<Column<R, ?>> columns = new ArrayList<>();

  /** Adds a column. */
  <T> ArrayColumns<R> with(String name, ColumnType<T> type, Function<R, @Nullable T> value) {
    columns.add(new Column<>(name, type, (row, _) -> value.apply(row)));
    return this;
  }

  /** Adds a column of the rows' positions, counted from 0. */
  ArrayColumns<R> numbered(String name) {
    columns.add(new Column<>(name, ColumnType.INT4, (_, position) -> position));
    return this;
  }

  /** How many parameters the table takes. */
  int size() {
    return columns.size();
  }

  /** The table, as a step of a statement. */
  CommonTableExpression<?> as(String step) {
    String arrays =
        columns.stream().map(column -> "?::" + column.type.name() + "[]").collect(joining(", "));
    Table<?> values = table("unnest(" + arrays + ")");
    return step(step, select(asterisk()).from(values));
  }

  /** The table's only row, as a step of a statement. */
  CommonTableExpression<?> asOne(String step) {
    return step(step, select(one().values()));
  }

  /** The only row's values, by the names of their columns. */
  Map<String, Field<?>> one() {
    Map<String, Field<?>> values = new LinkedHashMap<>();
    columns.forEach(column -> values.put(column.name, field("?::" + column.type.name())));
    return values;
  }

  private CommonTableExpression<?> step(String step, Select<?> values) {
    return name(step)
        .fields(columns.stream().map(column -> column.name).toArray(String[]::new))
        .as(values);
  }

  /** Sets the table's parameters, the first of which is the statement's parameter {@code first}. */
  void bind(PreparedStatement statement, int first, List<R> rows) throws SQLException {
    int index = first;
    for (Column<R, ?> column : columns) {
      statement.setArray(
          index++, statement.getConnection().createArrayOf(column.type.name(), column.array(rows)));
    }
  }

  /**
   * Sets the only row's parameters, the first of which is the statement's parameter {@code first}.
   */
  void bindOne(PreparedStatement statement, int first, R row) throws SQLException {
    int index = first;
    for (Column<R, ?> column : columns) {
      statement.setObject(index++, column.value(row), column.type.jdbcType());
    }
  }
}
