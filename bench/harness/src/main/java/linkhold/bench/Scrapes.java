package linkhold.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** The cost of serving metrics, after many calls of several kinds. */
final class Scrapes {

  private static final int WARM_UP = 200;
  private static final int SCRAPES = 200;

  private final int port;
  private final Row row =
      new Row("CPU for a scrape of the metrics", " ms", new Goal.Limit(15, " ms"));

  /** Takes a free port for the server's metrics. */
  Scrapes() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      this.port = socket.getLocalPort();
    }
  }

  /** The port for the server's metrics. */
  int port() {
    return port;
  }

  /** Reads the metrics of a server after its calls. */
  Row measure(ServerProcess server, Progress progress) throws IOException {
    byte[] scrape = HttpConnection.get("/metrics", "none");
    try (var connection = new HttpConnection(port)) {
      for (int i = 0; i < WARM_UP; i++) {
        connection.call(scrape);
      }
      Duration before = server.cpu();
      int size = 0;
      for (int i = 0; i < SCRAPES; i++) {
        HttpConnection.Answer answer = connection.fetch(scrape);
        size = answer.body().length();
        if (!answer.isGood()) {
          row.of(Row.OWN).spoil("a scrape was answered " + answer.status());
        }
      }
      row.of(Row.OWN).add(server.cpu().minus(before).toNanos() / 1e6 / SCRAPES);
      progress.say("A scrape is %,d characters, %.2f ms", size, row.of(Row.OWN).median());
    }
    return row;
  }
}
