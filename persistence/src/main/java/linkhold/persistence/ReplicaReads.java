package linkhold.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Version;
import linkhold.persistence.Replica.Choice;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConnectionProvider;

/**
 * Reads by a replica that has the account's newest version, otherwise by the primary. The version
 * is asked of the connection that then reads: a version that it has shown once, it still has later.
 */
final class ReplicaReads implements AccountReads {

  private static final String HAS_VERSION =
      "select from revisions where account_id = ? and epoch = ? and revision >= ?";

  private final Replica replica;
  private final Sql there;
  private final Semaphore free;
  private final Sql primary;

  /**
   * Reads by {@code replica}.
   *
   * @param there statements on it
   * @param free has a permit for each connection to it, since no read waits for one
   */
  ReplicaReads(Replica replica, Sql there, Semaphore free, Sql primary) {
    this.replica = replica;
    this.there = there;
    this.free = free;
    this.primary = primary;
  }

  @Override
  public <T> T read(AccountId account, Function<DSLContext, T> work) {
    return attempt(account, there::call, work).orElseGet(() -> primary.call(work));
  }

  @Override
  public <T> T readPlanned(AccountId account, Function<DSLContext, T> work) {
    return attempt(account, there::callPlanned, work).orElseGet(() -> primary.callPlanned(work));
  }

  /** The result of {@code work} on the replica; empty when the primary has to run it. */
  private <T> Optional<T> attempt(
      AccountId account,
      Function<Function<DSLContext, Optional<T>>, Optional<T>> statements,
      Function<DSLContext, T> work) {
    if (!replica.answers()) {
      return leftToPrimary(Choice.AWAY);
    }
    Optional<Version> newest = replica.newest(account);
    if (newest.isEmpty()) {
      return leftToPrimary(Choice.BEHIND); // the account has just been removed, or never was
    }
    if (!free.tryAcquire()) {
      return leftToPrimary(Choice.BUSY);
    }
    Optional<T> result;
    try {
      result = statements.apply(dsl -> ifCurrent(dsl, account, newest.get(), work));
    } catch (RuntimeException e) {
      replica.failed(e);
      return leftToPrimary(Choice.FAILED);
    } finally {
      free.release();
    }
    replica.count(result.isPresent() ? Choice.CURRENT : Choice.BEHIND);
    return result;
  }

  private <T> Optional<T> leftToPrimary(Choice reason) {
    replica.count(reason);
    return Optional.empty();
  }

  private <T> Optional<T> ifCurrent(
      DSLContext dsl, AccountId account, Version newest, Function<DSLContext, T> work) {
    return dsl.connectionResult(connection ->
        replica.whileAnswering(
            connection,
            () -> {
              if (!hasVersion(connection, account, newest)) {
                return Optional.empty();
              }
              DefaultConnectionProvider same = new DefaultConnectionProvider(connection);
              return Optional.of(work.apply(DSL.using(dsl.configuration().derive(same))));
            }));
  }

  private static boolean hasVersion(Connection connection, AccountId account, Version newest)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HAS_VERSION)) {
      statement.setLong(1, account.value());
      statement.setLong(2, newest.epoch());
      statement.setLong(3, newest.revision());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }
}
