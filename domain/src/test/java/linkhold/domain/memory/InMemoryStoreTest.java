package linkhold.domain.memory;

import linkhold.domain.Stores;
import linkhold.domain.StoresContract;

final class InMemoryStoreTest implements StoresContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);
  private final InMemoryStore again = store.again();

  @Override
  public Stores stores() {
    return store;
  }

  @Override
  public Stores again() {
    return again;
  }
}
