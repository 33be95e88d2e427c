package linkhold.persistence;

import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.UnavailableException;
import org.jooq.DSLContext;

/**
 * Reads of one account, each of one statement or of several that are transactions of their own.
 * They show all that was committed before the call, wherever they are run.
 */
interface AccountReads {

  /**
   * Runs {@code work}, which changes nothing, and may run it again elsewhere.
   *
   * @throws UnavailableException when the database cannot answer
   */
  <T> T read(AccountId account, Function<DSLContext, T> work);

  /** The same, by plans that are made for the parameters of each statement. */
  <T> T readPlanned(AccountId account, Function<DSLContext, T> work);
}
