package linkhold.persistence;

import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.Patience;
import linkhold.domain.Stores;
import linkhold.domain.StoresContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Everything that PostgreSQL keeps, beside a replica that is always somewhat late. */
@DisabledIfSystemProperty(named = "linkhold.test.postgres.url", matches = ".*")
final class ReplicaStoreTest implements StoresContract {

  private final TestReplica servers = new TestReplica("20ms");
  private final Database database = open();
  private final Database again = open();

  private Database open() {
    Database opened =
        Database.open(servers.primary(), servers.standby(), CLOCK, Reading.WITHOUT_TITLE);
    opened.migrate();
    return opened;
  }

  @Override
  public Stores stores() {
    return database;
  }

  @Override
  public Stores again() {
    return again;
  }

  @Override
  public int steps() {
    return 100;
  }

  @Override
  @AfterAll
  public void closeStores() {
    AccountId account = database.accounts().add("read").id();
    try {
      Patience.await(
          "a read by the replica",
          () -> {
            database.tags().list(account);
            return ReplicaTest.reads(database, "current") > 0;
          });
    } finally {
      StoresContract.super.closeStores();
      servers.close();
    }
  }
}
