package linkhold.persistence;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.stringToArray;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A type of PostgreSQL's: how values go into parameters, one or an array of them, and come out of
 * results.
 *
 * @param <T> the values in Java; null for null
 */
final class ColumnType<T> {

  @FunctionalInterface
  private interface Reader<T> {
    @Nullable T read(ResultSet row, int position) throws SQLException;
  }

  static final ColumnType<Long> INT8 =
      new ColumnType<>("int8", Types.BIGINT, Long.class, ResultSet::getLong, v -> v, Long[]::new);

  static final ColumnType<Integer> INT4 =
      new ColumnType<>(
          "int4", Types.INTEGER, Integer.class, ResultSet::getInt, v -> v, Integer[]::new);

  static final ColumnType<Boolean> BOOL =
      new ColumnType<>(
          "bool", Types.BOOLEAN, Boolean.class, ResultSet::getBoolean, v -> v, Boolean[]::new);

  static final ColumnType<String> TEXT =
      new ColumnType<>(
          "text", Types.VARCHAR, String.class, ResultSet::getString, v -> v, String[]::new);

  static final ColumnType<byte[]> BYTEA =
      new ColumnType<>(
          "bytea", Types.BINARY, byte[].class, ResultSet::getBytes, v -> v, byte[][]::new);

  static final ColumnType<Instant> TIMESTAMPTZ =
      new ColumnType<>(
          "timestamptz",
          Types.TIMESTAMP_WITH_TIMEZONE,
          Instant.class,
          (row, position) -> {
            OffsetDateTime time = row.getObject(position, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
          },
          time -> time.atOffset(ZoneOffset.UTC),
          Object[]::new);

  /**
   * An array of words. PostgreSQL has no array of arrays of different lengths, so its words are
   * joined by spaces in a parameter, and {@link #value} splits them.
   */
  static final ColumnType<String[]> WORDS =
      new ColumnType<>(
          "text",
          Types.VARCHAR,
          String[].class,
          (row, position) -> (String[]) row.getArray(position).getArray(),
          words -> words.length == 0 ? null : String.join(" ", words),
          String[]::new);

  private final String name;
  private final int jdbcType;
  private final Class<T> javaType;
  private final Reader<T> reader;
  private final Function<T, @Nullable Object> parameter;
  private final IntFunction<@Nullable Object[]> array;

  private ColumnType(
      String name,
      int jdbcType,
      Class<T> javaType,
      Reader<T> reader,
      Function<T, @Nullable Object> parameter,
      IntFunction<@Nullable Object[]> array) {
    this.name = name;
    this.jdbcType = jdbcType;
    this.javaType = javaType;
    this.reader = reader;
    this.parameter = parameter;
    this.array = array;
  }

  /** The name of a parameter's type. */
  String name() {
    return name;
  }

  /** JDBC's number of the parameter's type. */
  int jdbcType() {
    return jdbcType;
  }

  /** The values in Java. */
  Class<T> javaType() {
    return javaType;
  }

  /** The value in a row. */
  @Nullable T read(ResultSet row, int position) throws SQLException {
    return reader.read(row, position);
  }

  /** A value as a parameter. */
  @Nullable Object parameter(@Nullable T value) {
    return value == null ? null : parameter.apply(value);
  }

  /** An array of {@code length} parameters, such that pgjdbc sends it in binary form if it can. */
  @Nullable Object[] array(int length) {
    return array.apply(length);
  }

  /** The value of a parameter in a statement. */
  Field<?> value(Field<?> given) {
    return this == WORDS
        ? coalesce(
            stringToArray(given.coerce(SQLDataType.CLOB), inline(" ")),
            inline(new String[0], SQLDataType.CLOB.array()))
        : given;
  }
}
