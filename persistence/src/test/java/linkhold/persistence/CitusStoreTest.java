package linkhold.persistence;

import linkhold.domain.Stores;
import linkhold.domain.StoresContract;
import org.junit.jupiter.api.condition.EnabledIf;

/** Everything that PostgreSQL keeps, on a Citus in a container. */
@EnabledIf("linkhold.persistence.TestPostgres#isDockerThere")
final class CitusStoreTest implements StoresContract {

  private final DatabaseSettings settings = TestPostgres.newSettingsOfCitus();
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
    return 100;
  }
}
