package linkhold.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Saves any number of drafts of any number of accounts in one round trip. Two statements travel
 * together, which makes them one transaction: the first locks the accounts' counters in the order
 * of their ids; the second compares the drafts with what is there, writes what differs, moves the
 * counters on and tells every outcome. The lock is a statement of its own because a statement sees
 * the data as of its own beginning, before it has waited for a lock.
 *
 * <p>No two drafts of one statement may mean the same link. {@link SaveSteps} has the statements,
 * {@link SaveInput} what they are given.
 */
final class SaveStatement {

  /**
   * How many drafts the plan is good for that PostgreSQL keeps for any number of them. It joins the
   * steps by nested loops; more drafts get a plan of their own.
   */
  static final int PLANNED_FOR = 50;

  private static final int OUTCOME = LinkRow.SIZE + 1;
  private static final int NUMBER = LinkRow.SIZE + 2;

  private final String waiting;
  private final String skipping;

  /** Renders the statements, whose text is the same whatever is saved. */
  SaveStatement(DSLContext dsl) {
    String save = ";\n" + dsl.render(SaveSteps.save());
    waiting = dsl.render(SaveSteps.lock()) + save;
    skipping = dsl.render(SaveSteps.lock().skipLocked()) + save;
  }

  /**
   * Saves the drafts, once nobody else changes anything in their accounts.
   *
   * @return what became of each draft, in their order; null where the account is not there
   */
  List<@Nullable SaveResult> runWaiting(DSLContext dsl, List<SaveInput.Draft> drafts) {
    return dsl.connectionResult(connection -> run(connection, waiting, drafts));
  }

  /**
   * Saves the drafts of those accounts in which nobody else is about to change anything; the others
   * are not waited for.
   *
   * @return what became of each draft, in their order; null where the account is busy or not there
   */
  List<@Nullable SaveResult> runSkipping(DSLContext dsl, List<SaveInput.Draft> drafts) {
    return dsl.connectionResult(connection -> run(connection, skipping, drafts));
  }

  private static List<@Nullable SaveResult> run(
      Connection connection, String sql, List<SaveInput.Draft> drafts) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (drafts.size() > PLANNED_FOR) {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      }
      Long[] accounts =
          drafts.stream().map(draft -> draft.account().value()).distinct().toArray(Long[]::new);
      statement.setArray(1, connection.createArrayOf("int8", accounts));
      SaveInput.DRAFTS.bind(statement, 2, drafts);
      SaveInput.DRAFT_TAGS.bind(statement, 2 + SaveInput.DRAFTS.size(), SaveInput.tagsOf(drafts));
      statement.execute();
      statement.getMoreResults();
      @Nullable SaveResult[] results = new SaveResult[drafts.size()];
      try (ResultSet rows = Objects.requireNonNull(statement.getResultSet())) {
        while (rows.next()) {
          results[rows.getInt(NUMBER)] = result(rows);
        }
      }
      return Arrays.asList(results);
    }
  }

  private static SaveResult result(ResultSet row) throws SQLException {
    String outcome = row.getString(OUTCOME);
    return outcome == null
        ? SaveResult.Refused.tooManyTags()
        : new SaveResult.Saved(Outcome.valueOf(outcome), LinkRow.toLink(row));
  }
}
