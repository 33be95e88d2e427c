package linkhold.persistence;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectFromStep;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * A statement that answers any number of questions, each by one row or none. Its text is the same
 * for any number of several, and rendered once; one question has a form with less to set up.
 *
 * @param <Q> a question
 * @param <A> what its row says
 */
final class LookupStatement<Q, A> {

  /** Reads a row by the positions of its columns. */
  @FunctionalInterface
  interface Reader<A> {
    A read(ResultSet row) throws SQLException;
  }

  private static final String ASKED = "asked";
  private static final String NUMBER = "number";

  private final ArrayParameters<Q> forms;
  private final int number;
  private final Reader<A> reader;

  /**
   * A statement.
   *
   * @param questions the columns of {@code asked}, which the questions become
   * @param columns what to select
   * @param from completes the statement, joining the looked-up table to {@code asked}
   */
  LookupStatement(
      DSLContext dsl,
      ArrayColumns<Q> questions,
      List<Field<?>> columns,
      Function<SelectFromStep<?>, Select<?>> from,
      Reader<A> reader) {
    questions.numbered(NUMBER);
    this.number = columns.size() + 1;
    this.reader = reader;
    this.forms =
        new ArrayParameters<>(
            questions,
            statement(dsl, questions.as(ASKED), columns, from),
            statement(dsl, questions.asOne(ASKED), columns, from));
  }

  private static String statement(
      DSLContext dsl,
      CommonTableExpression<?> asked,
      List<Field<?>> columns,
      Function<SelectFromStep<?>, Select<?>> from) {
    return dsl.render(
        from.apply(
            with(asked).select(columns).select(field(name(ASKED, NUMBER), SQLDataType.INTEGER))));
  }

  /** The table of questions, to join to. */
  static Table<?> asked() {
    return table(name(ASKED));
  }

  /** The answers to {@code questions}, in their order; empty where there is no row. */
  List<Optional<A>> run(DSLContext dsl, List<Q> asked) {
    return dsl.connectionResult(connection -> {
      List<Optional<A>> answers =
          new ArrayList<>(Collections.nCopies(asked.size(), Optional.empty()));
      try (PreparedStatement statement = forms.prepare(connection, asked)) {
        forms.bind(statement, asked);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            answers.set(rows.getInt(number), Optional.of(reader.read(rows)));
          }
        }
      }
      return answers;
    });
  }
}
