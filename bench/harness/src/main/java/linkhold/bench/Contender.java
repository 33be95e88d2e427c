package linkhold.bench;

import java.io.IOException;
import java.time.Duration;

/** A server under load, or pgbench. */
interface Contender {

  /** The name in the report. */
  String name();

  /** Whether it can do this work. */
  boolean does(Workload workload);

  /**
   * Whether it has seen of each save that the link was saved. Otherwise what the database has more
   * counts.
   */
  default boolean knowsWhatItSaved() {
    return true;
  }

  /** Does the work for some time. */
  Run run(Workload workload, Duration time) throws IOException, InterruptedException;
}
