package linkhold.persistence;

final class PostgresStoreTest extends DatabaseStoresTest {

  @Override
  DatabaseSettings newDatabase() {
    return TestPostgres.newSettings();
  }

  @Override
  public int steps() {
    return 1_200;
  }
}
