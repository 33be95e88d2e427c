package linkhold.bench;

import java.io.IOException;
import java.time.Duration;

/** Someone who does the work: a server under load, or pgbench. */
interface Contender {

  /** The name in the report. */
  String name();

  /** Whether it can do this. */
  boolean does(Workload workload);

  /** Does it for a while. */
  Run run(Workload workload, Duration time) throws IOException, InterruptedException;
}
