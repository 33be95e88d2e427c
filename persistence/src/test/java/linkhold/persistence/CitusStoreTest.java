package linkhold.persistence;

import org.junit.jupiter.api.condition.EnabledIf;

/** On a Citus in a container. */
@EnabledIf("linkhold.persistence.TestPostgres#isDockerThere")
final class CitusStoreTest extends DatabaseStoresTest {

  @Override
  DatabaseSettings newDatabase() {
    return TestPostgres.newSettingsOfCitus();
  }

  @Override
  public int steps() {
    return 100;
  }
}
