package linkhold.persistence;

import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** All contracts on PostgreSQL, with a replica that is always somewhat late. */
@DisabledIfSystemProperty(named = "linkhold.test.postgres.url", matches = ".*")
final class ReplicaStoreTest extends DatabaseStoresTest {

  private final TestReplica servers = new TestReplica("20ms");

  @Override
  DatabaseSettings newDatabase() {
    return servers.primary();
  }

  @Override
  Database open(DatabaseSettings settings) {
    return Database.open(settings, servers.standby(), CLOCK, Reading.WITHOUT_TITLE);
  }

  @Override
  public int steps() {
    return 100;
  }

  @Override
  @AfterAll
  public void closeStores() {
    Database database = database();
    AccountId account = database.accounts().add("read").id();
    try {
      Patience.await(
          "a read by the replica",
          () -> {
            database.tags().list(account);
            return ReplicaTest.reads(database, "current") > 0;
          });
    } finally {
      super.closeStores();
      servers.close();
    }
  }
}
