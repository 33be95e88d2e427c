package linkhold.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import linkhold.app.settings.Setting;
import linkhold.domain.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code linkhold train}: exercises a server and the commands on temporary data, while the JVM
 * records the classes and methods used. {@code ./linkhold} makes of that the AOT cache that makes
 * later starts fast.
 */
@Command(name = "train", hidden = true, description = "Makes later starts fast.")
final class TrainCommand implements Callable<Integer> {

  private static final String ACCOUNT = "default";

  /** How often each call is made, so that the JVM sees which methods are hot. */
  private static final int ROUNDS = 50;

  private final Clock clock;

  @Parameters(paramLabel = "DIRECTORY", description = "an empty directory, deleted afterwards")
  private Path directory = Path.of("");

  TrainCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Map<Setting<?>, String> settings = new HashMap<>();
    settings.put(Settings.DATA_DIR, directory.toString());
    settings.put(Settings.PORT, "0");
    settings.put(Settings.REQUESTS_PER_TOKEN, "0");
    serve(settings, "");
    String secret = command(settings);
    settings.put(Settings.AUTH, "token");
    serve(settings, "Authorization: Bearer " + secret + "\r\n");
    return 0;
  }

  /** Exercises a command. Returns a token's secret. */
  private String command(Map<Setting<?>, String> settings) {
    Main.run(clock, "token", "list", ACCOUNT, "--data-dir", directory.toString());
    try (var stores = ConfiguredStores.join(configuration(settings), clock)) {
      return stores.tokens().issue(ACCOUNT, "", Scope.WRITE, null).secret().reveal();
    }
  }

  private void serve(Map<Setting<?>, String> settings, String header) throws IOException {
    try (var application = new Application(configuration(settings), clock)) {
      Client client = new Client(application.port(), header);
      for (int i = 0; i < ROUNDS; i++) {
        client.call("POST", "/links", "{\"url\": \"https://example.com/" + i + "\"}");
        client.call(
            "POST",
            "/v1/links",
            """
            {"url": "example.org/%d", "title": "Title", "note": "A note", "tags": ["one", "two"]}
            """
                .formatted(i));
        client.call("GET", "/v1/links?limit=50", "");
        client.call("GET", "/v1/links?q=title+%23one", "");
        client.call("GET", "/v1/links/1", "");
        client.call("PATCH", "/v1/links/1", "{\"title\": \"Title " + i + "\"}");
      }
      client.call("GET", "/links", "");
      client.call("GET", "/v1/tags", "");
      client.call("GET", "/v1/account", "");
      client.call("GET", "/health/ready", "");
      client.call("GET", "/openapi", "");
    }
  }

  private static Configuration configuration(Map<Setting<?>, String> settings) {
    return Configuration.read(Map.of(), settings, null, true);
  }

  /** Calls over plain sockets, so that no client's classes get into the cache. */
  private record Client(int port, String header) {

    void call(String method, String path, String body) throws IOException {
      String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
      String head =
          "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s"
                  .formatted(method, path, header)
              + (body.isEmpty()
                  ? "\r\n"
                  : "Content-Type: %s\r\nContent-Length: %d\r\n\r\n"
                      .formatted(type, body.length()));
      try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        socket.getOutputStream().write((head + body).getBytes(US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        if (!answer.startsWith("HTTP/1.1 2")) {
          throw new IllegalStateException(method + " " + path + " is answered by " + answer);
        }
      }
    }
  }
}
