package linkhold.persistence;

import linkhold.domain.Stores;
import linkhold.domain.StoresContract;

final class PostgresStoreTest implements StoresContract {

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Database database = open();
  private final Database again = open();

  private Database open() {
    Database opened = Database.open(settings, CLOCK);
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
    return 1_200;
  }
}
