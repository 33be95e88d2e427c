package linkhold.domain.memory;

import java.time.Clock;
import linkhold.domain.storage.DerivedStores;

/** A store that keeps everything in memory, and nothing when the process ends. */
public final class InMemoryStore extends DerivedStores {

  private final MemoryStorage storage;
  private final Clock clock;

  /** An empty store, telling the time by {@code clock}. */
  public InMemoryStore(Clock clock) {
    this(new MemoryStorage(), clock);
  }

  private InMemoryStore(MemoryStorage storage, Clock clock) {
    super(storage, clock);
    this.storage = storage;
    this.clock = clock;
  }

  /** Another store over the same data, as another process would have one over a database. */
  public InMemoryStore again() {
    return new InMemoryStore(storage, clock);
  }
}
