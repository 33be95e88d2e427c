package linkhold.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out how a device that is up to date asks for changes. */
final class Changes {

  private static final Pattern NEXT = Pattern.compile("\"next\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern MORE = Pattern.compile("\"more\"\\s*:\\s*true");

  private Changes() {}

  /**
   * The work of asking in vain.
   *
   * @return empty when this build of Linkhold cannot be asked for changes
   */
  static Optional<Workload> workload(ServerProcess server, Accounts accounts) throws IOException {
    try (var connection = new HttpConnection(server.port())) {
      String path = "/v1/changes";
      while (true) {
        HttpConnection.Answer answer = connection.fetch(HttpConnection.get(path, accounts.token()));
        if (answer.status() == 404) {
          return Optional.empty();
        }
        Matcher next = NEXT.matcher(answer.body());
        if (!answer.isGood() || !next.find()) {
          throw new IOException(path + " was answered " + answer.status());
        }
        boolean upToDate = path.contains("since=" + next.group(1));
        path = "/v1/changes?since=" + next.group(1);
        if (upToDate || !MORE.matcher(answer.body()).find() && answer.entityTag() == null) {
          return Optional.of(
              Workloads.changes(accounts, path, "If-None-Match: " + answer.entityTag()));
        }
      }
    }
  }
}
