package linkhold.http.sync;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Scope;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountChangeRoutesTest {

  private static final String CHANGES = "/v1/account-changes";

  private final TokenServer server = TokenServer.start();
  private final String admin = server.secret("ann", Scope.ADMIN);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theAccountsThatChangedComeOnceAfterTheCursor() {
    save("ann", "https://a.example/1");
    save("bob", "https://a.example/1");
    save("ann", "https://a.example/2");
    JsonNode first = changes("");
    assertEquals(List.of("ann 2", "bob 1"), told(first));
    assertFalse(first.get("more").asBoolean());
    JsonNode account = json(server.get(server.secret("bob", Scope.READ), "/v1/account").body());
    assertEquals(account.get("epoch"), first.get("accounts").get(1).get("epoch"));

    String next = first.get("next").asText();
    assertEquals(List.of(), told(changes("?since=" + next)));
    save("bob", "https://a.example/2");
    assertEquals(List.of("bob 2"), told(changes("?since=" + next)));
    assertEquals(List.of("ann 2"), told(changes("?limit=1")));
  }

  @Test
  void aFaultyCursorIsNamed() {
    JsonNode problem =
        assertProblem(ProblemType.INVALID_INPUT, server.get(admin, CHANGES + "?since=x&no=1"));
    assertEquals(List.of("/since", "/no"), pointers(problem));
  }

  @Test
  void onlyAdministratorsSeeThem() {
    String write = server.secret("bob", Scope.WRITE);
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, server.get(write, CHANGES));
  }

  @Test
  void aStreamSendsThemAsTheyChangeAndResumes() {
    save("ann", "https://a.example/1");
    String resumeAt;
    try (EventReader events = open(null)) {
      assertEquals("ann 1", told(events.next("account")));
      events.next("synced");
      save("bob", "https://a.example/1");
      EventReader.Event bob = events.next("account");
      assertEquals("bob 1", told(bob));
      resumeAt = bob.id();
    }
    save("ann", "https://a.example/2");
    try (EventReader events = open(resumeAt)) {
      assertEquals("ann 2", told(events.next("account")));
    }
  }

  private EventReader open(@Nullable String last) {
    HttpRequest.Builder request =
        server
            .http
            .request(CHANGES)
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + admin);
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    return new EventReader(server.http.send(request, BodyHandlers.ofInputStream()));
  }

  private static String told(EventReader.Event event) {
    JsonNode account = json(event.data());
    return account.get("name").asText() + " " + account.get("revision").asText();
  }

  private static List<String> told(JsonNode page) {
    List<String> told = new ArrayList<>();
    page.get("accounts")
        .forEach(each -> told.add(each.get("name").asText() + " " + each.get("revision").asText()));
    return told;
  }

  private JsonNode changes(String query) {
    HttpResponse<String> response = server.get(admin, CHANGES + query);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private void save(String account, String url) {
    server
        .stores
        .links()
        .save(
            server.stores.accounts().find(account).orElseThrow().id(),
            LinkDraft.of(LinkUrl.parse(url)));
  }
}
