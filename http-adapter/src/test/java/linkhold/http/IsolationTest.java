package linkhold.http;

import java.time.Clock;
import linkhold.domain.InMemoryStore;
import linkhold.domain.Stores;

class IsolationTest implements IsolationContract {

  @Override
  public Stores emptyStores() {
    return new InMemoryStore(Clock.systemUTC());
  }
}
