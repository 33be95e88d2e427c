package linkhold.persistence;

import java.time.Duration;
import linkhold.domain.Patience;
import linkhold.domain.Stores;
import linkhold.domain.StoresContract;
import org.junit.jupiter.api.BeforeAll;

/** All contracts on PostgreSQL, with two instances over one database. */
abstract class DatabaseStoresTest implements StoresContract {

  private Database database;
  private Database again;

  /** A new, empty database. */
  abstract DatabaseSettings newDatabase();

  @BeforeAll
  void openStores() {
    DatabaseSettings settings = patient(newDatabase());
    database = migrated(settings);
    again = migrated(settings);
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

  private Database migrated(DatabaseSettings settings) {
    Database opened = open(settings);
    opened.migrate();
    return opened;
  }

  /** Opens the new database, as each of the two instances does. */
  Database open(DatabaseSettings settings) {
    return Database.open(settings, CLOCK);
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
