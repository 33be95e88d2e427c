package linkhold.domain.memory;

import java.time.Clock;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.storage.DerivedStores;

/** A store that keeps everything in memory, and nothing when the process ends. */
public final class InMemoryStore extends DerivedStores {

  private final MemoryStorage storage;
  private final Clock clock;
  private final Reading reading;

  /** An empty store, with the time of {@code clock}. */
  public InMemoryStore(Clock clock) {
    this(clock, Reading.WITHOUT_TITLE);
  }

  /** The same, where pages are read as {@code reading} says. */
  public InMemoryStore(Clock clock, Reading reading) {
    this(new MemoryStorage(), clock, reading);
  }

  private InMemoryStore(MemoryStorage storage, Clock clock, Reading reading) {
    super(storage, clock, reading);
    this.storage = storage;
    this.clock = clock;
    this.reading = reading;
  }

  /** Another store over the same data, as another process would have one over a database. */
  public InMemoryStore again() {
    return new InMemoryStore(storage, clock, reading);
  }
}
