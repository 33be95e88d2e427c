package linkhold.app.clients;

import static linkhold.app.clients.ScenarioJson.parsed;
import static linkhold.app.clients.ScenarioJson.tree;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import org.jspecify.annotations.Nullable;

/** The server of a scenario, with one account, which it also changes itself. */
final class ScenarioServer implements AutoCloseable {

  private static final String ACCOUNT = "ann";

  private final TokenServer server = TokenServer.start();
  private String token = server.secret(ACCOUNT, Scope.WRITE);

  int port() {
    return server.http.api.port();
  }

  /** The token of the account, until it is recreated. */
  String token() {
    return token;
  }

  /** Saves a link; returns its id. */
  long save(@Nullable Object link) {
    return call("POST", "/v1/links", tree(link)).path("id").asLong();
  }

  /** Applies a batch of one operation. */
  void apply(Map<String, Object> operation) {
    call("POST", "/v1/batch", tree(Map.of("operations", List.of(operation))));
  }

  /** Forgets every deletion so far. */
  void purge() {
    assertTrue(server.stores.sync().purge(Instant.now().plusSeconds(1)) > 0);
  }

  /** Saves {@code count} links. */
  void fill(int count) {
    List<Map<String, Object>> operations = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      operations.add(
          Map.of(
              "op",
              "save",
              "link",
              Map.of("url", "https://example.com/filled/" + i, "title", "Filled " + i)));
      if (operations.size() == 1_000 || i == count) {
        call("POST", "/v1/batch", tree(Map.of("operations", operations)));
        operations.clear();
      }
    }
  }

  /** Makes the account again, with its links under other ids; it has a new token. */
  void recreate() {
    List<JsonNode> links = links();
    server.stores.accounts().remove(ACCOUNT);
    server.stores.accounts().add(ACCOUNT);
    token = server.secret(ACCOUNT, Scope.WRITE);
    for (JsonNode link : links.reversed()) {
      Map<String, Object> draft = new LinkedHashMap<>();
      draft.put("url", link.path("url"));
      draft.put("title", link.path("title"));
      draft.put("createdAt", link.path("createdAt"));
      save(draft);
    }
  }

  /** Every link of the account. */
  List<JsonNode> links() {
    HttpResponse<String> response =
        server.http.send(
            server
                .http
                .request("/v1/export?format=json")
                .header("Authorization", "Bearer " + token),
            BodyHandlers.ofString());
    return response.body().lines().map(ScenarioJson::parsed).toList();
  }

  private JsonNode call(String method, String path, JsonNode body) {
    HttpResponse<String> response =
        server.http.send(
            server
                .http
                .request(path)
                .timeout(Duration.ofSeconds(Patience.seconds(60)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", TestServer.JSON)
                .method(method, BodyPublishers.ofString(body.toString())),
            BodyHandlers.ofString());
    assertTrue(response.statusCode() < 300, response::body);
    return parsed(response.body());
  }

  @Override
  public void close() {
    server.close();
  }
}
