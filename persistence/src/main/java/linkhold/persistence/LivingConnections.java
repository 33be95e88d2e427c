package linkhold.persistence;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * Keeps connections in the pool that an error has come through. The pool closes one after certain
 * errors, such as a "connection exception". But what PostgreSQL itself reports so, such as a Citus
 * of another machine that is away, has just come through a connection that works.
 */
final class LivingConnections implements SQLExceptionOverride {

  /** Connection exception; feature not supported. */
  private static final Set<String> KEPT_CLASSES = Set.of("08", "0A");

  @java.lang.Override
  public Override adjudicate(SQLException exception) {
    boolean kept =
        exception instanceof PSQLException reported
            && reported.getServerErrorMessage() != null
            && KEPT_CLASSES.contains(String.valueOf(exception.getSQLState()).substring(0, 2));
    return kept ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
  }
}
