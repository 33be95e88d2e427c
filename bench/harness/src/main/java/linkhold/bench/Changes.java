package linkhold.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out how a device that is up to date asks for changes. */
final class Changes {

  private static final String PATH = "/v1/changes";
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
      String path = PATH;
      HttpConnection.Answer answer = connection.fetch(HttpConnection.get(path, accounts.token()));
      if (answer.status() == 404) {
        return Optional.empty();
      }
      boolean more = true;
      while (more) {
        path = PATH + "?since=" + next(answer);
        more = MORE.matcher(answer.body()).find();
        answer = connection.fetch(HttpConnection.get(path, accounts.token()));
      }
      return Optional.of(Workloads.changes(accounts, path, "If-None-Match: " + answer.entityTag()));
    }
  }

  private static String next(HttpConnection.Answer answer) throws IOException {
    Matcher next = NEXT.matcher(answer.body());
    if (!next.find()) {
      throw new IOException(PATH + " was answered " + answer);
    }
    return next.group(1);
  }
}
