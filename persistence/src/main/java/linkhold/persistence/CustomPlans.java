package linkhold.persistence;

import java.sql.SQLException;
import java.util.Objects;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.postgresql.PGStatement;

/**
 * Has PostgreSQL plan each statement for its own parameters. A statement that is run often would
 * otherwise get one generic plan, and a rare word needs another plan than a common one.
 */
final class CustomPlans implements ExecuteListener {

  @Override
  public void prepareEnd(ExecuteContext context) {
    try {
      Objects.requireNonNull(context.statement()).unwrap(PGStatement.class).setPrepareThreshold(0);
    } catch (SQLException e) {
      context.sqlException(e);
    }
  }
}
