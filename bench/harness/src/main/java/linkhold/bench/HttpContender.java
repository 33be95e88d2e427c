package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * A server under load.
 *
 * @param name the name in the report
 * @param server the server
 * @param load what makes the calls
 * @param kinds the work that it can do
 * @param prefix the path prefix of its calls, such as {@code /bare}; empty for Linkhold's paths
 */
record HttpContender(
    String name, ServerProcess server, Load load, Set<Workload.Kind> kinds, String prefix)
    implements Contender {

  @Override
  public boolean does(Workload workload) {
    return kinds.contains(workload.kind());
  }

  @Override
  public Run run(Workload workload, Duration time) throws IOException, InterruptedException {
    Request request = workload.request().under(prefix);
    try (var connection = new HttpConnection(server.port())) {
      int status = connection.call(request.bytes(Load.numbers())).status();
      if (!workload.expected().contains(status)) {
        return new Run(1, 0, 1, 0, 0);
      }
    }
    return load.run(server.port(), request, workload.connections(), time);
  }
}
