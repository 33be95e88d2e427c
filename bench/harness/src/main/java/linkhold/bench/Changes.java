package linkhold.bench;

import java.io.IOException;
import java.util.Optional;

/** Finds the request for changes of a device that is up to date. */
final class Changes {

  private static final String PATH = "/v1/changes";

  private Changes() {}

  /**
   * The workload of requests for changes when there are none.
   *
   * @return empty when this build of Linkhold does not serve changes
   */
  static Optional<Workload> workload(ServerProcess server, Accounts accounts) throws IOException {
    try (var connection = new HttpConnection(server.port())) {
      String path = PATH;
      HttpConnection.Answer answer = connection.fetch(HttpConnection.get(path, accounts.token()));
      if (answer.status() == 404) {
        return Optional.empty();
      }
      boolean more = true;
      while (more) {
        ChangesPage page = ChangesPage.require(answer);
        path = PATH + "?since=" + page.next();
        more = page.more();
        answer = connection.fetch(HttpConnection.get(path, accounts.token()));
      }
      return Optional.of(Workloads.changes(accounts, path, "If-None-Match: " + answer.entityTag()));
    }
  }
}
