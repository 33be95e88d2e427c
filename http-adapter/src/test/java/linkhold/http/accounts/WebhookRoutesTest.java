package linkhold.http.accounts;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import linkhold.domain.Scope;
import linkhold.domain.Webhook;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRoutesTest {

  private static final String WEBHOOKS = "/v1/webhooks";

  private final TokenServer server = TokenServer.start();
  private final String admin = server.secret("ann", Scope.ADMIN);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aWebhookIsAddedListedAndRemovedAndItsSecretShownOnce() {
    HttpResponse<String> added = add("https://hooks.example/a?b=c");
    assertEquals(201, added.statusCode(), added.body());
    JsonNode webhook = json(added.body());
    assertEquals(32, Webhook.key(webhook.get("secret").asText()).length);
    assertEquals("https://hooks.example/a?b=c", webhook.get("url").asText());
    assertTrue(added.headers().firstValue("Cache-Control").orElse("").contains("no-store"));

    JsonNode listed = items().get(0);
    assertFalse(listed.has("secret"));
    assertEquals(0, listed.get("failures").asInt());
    assertTrue(listed.get("deliveredAt").isNull());

    String path = WEBHOOKS + "/" + webhook.get("id").asText();
    assertEquals(204, server.call(admin, "DELETE", path).statusCode());
    assertEquals(0, items().size());
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", path));
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", WEBHOOKS + "/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://hooks.example/",
        "mailto:a@b.example",
        "hooks.example",
        "https://user:secret@hooks.example/",
        "https://",
        "javascript:alert(1)"
      })
  void aUrlThatIsNoAddressOfAReceiverIsRefused(String url) {
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, add(url));
    assertEquals(List.of("/url"), pointers(problem));
  }

  @Test
  void thereAreNotAnyNumberOfThem() {
    for (int i = 0; i < Webhook.MAX_COUNT; i++) {
      assertEquals(201, add("https://hooks.example/" + i).statusCode());
    }
    assertProblem(ProblemType.INVALID_INPUT, add("https://hooks.example/more"));
  }

  private JsonNode items() {
    return json(server.get(admin, WEBHOOKS).body()).get("items");
  }

  private HttpResponse<String> add(String url) {
    return server.post(admin, WEBHOOKS, "{\"url\":\"" + url + "\"}");
  }
}
