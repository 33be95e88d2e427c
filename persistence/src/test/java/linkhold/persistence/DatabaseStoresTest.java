package linkhold.persistence;

import java.time.Duration;
import linkhold.domain.Patience;
import linkhold.domain.Stores;
import linkhold.domain.StoresContract;
import org.junit.jupiter.api.BeforeAll;

/** Everything that PostgreSQL keeps, by two instances over one database. */
abstract class DatabaseStoresTest implements StoresContract {

  private Database database;
  private Database again;

  /** A new, empty database. */
  abstract DatabaseSettings newDatabase();

  @BeforeAll
  void openStores() {
    DatabaseSettings settings = patient(newDatabase());
    database = open(settings);
    again = open(settings);
  }

  /** On a busy machine calls are slow, not refused. */
  private static DatabaseSettings patient(DatabaseSettings settings) {
    Duration limit = Patience.of(Duration.ofMinutes(1));
    return new DatabaseSettings(
        settings.jdbcUrl(),
        settings.user(),
        settings.password(),
        settings.connections(),
        limit,
        limit,
        limit);
  }

  private static Database open(DatabaseSettings settings) {
    Database opened = Database.open(settings, CLOCK);
    opened.migrate();
    return opened;
  }

  /** The tested database. */
  final Database database() {
    return database;
  }

  @Override
  public Stores stores() {
    return database;
  }

  @Override
  public Stores again() {
    return again;
  }
}
