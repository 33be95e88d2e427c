package linkhold.http;

import java.time.Clock;
import linkhold.domain.Stores;
import linkhold.domain.memory.InMemoryStore;

class IsolationTest implements IsolationContract {

  @Override
  public Stores emptyStores() {
    return new InMemoryStore(Clock.systemUTC());
  }
}
