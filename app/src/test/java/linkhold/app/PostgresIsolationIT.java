package linkhold.app;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import linkhold.domain.Stores;
import linkhold.http.IsolationContract;
import linkhold.persistence.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts cannot see each other's links in PostgreSQL. */
final class PostgresIsolationIT implements IsolationContract {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Override
  public Stores emptyStores() throws Exception {
    TestDatabase postgres = DATABASES.start();
    open.push(postgres);
    Database stores = Database.open(postgres.settings(), Clock.systemUTC());
    open.push(stores);
    stores.migrate();
    return stores;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
