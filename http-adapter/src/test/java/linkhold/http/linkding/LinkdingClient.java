package linkhold.http.linkding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;
import linkhold.domain.Scope;
import linkhold.http.HttpSettings;
import linkhold.http.TokenServer;
import linkhold.http.call.Problems;

/** A server with token authentication, called as linkding is by {@code ann}. */
public final class LinkdingClient implements AutoCloseable {

  public static final String BOOKMARKS = "/api/bookmarks/";

  final TokenServer server;
  final String secret;

  private LinkdingClient(TokenServer server) {
    this.server = server;
    this.secret = server.secret("ann", Scope.WRITE);
  }

  public static LinkdingClient start() {
    return start(TokenServer.SETTINGS);
  }

  public static LinkdingClient start(HttpSettings settings) {
    return new LinkdingClient(TokenServer.start(settings));
  }

  /** A request of {@code ann}. */
  public HttpRequest.Builder request(String path) {
    return server.http.request(path).header("Authorization", "Token " + secret);
  }

  public HttpResponse<String> send(String method, String path, String json) {
    return send(method, path, "application/json", BodyPublishers.ofString(json));
  }

  public HttpResponse<String> send(
      String method, String path, String contentType, BodyPublisher body) {
    return server.http.send(request(path).header("Content-Type", contentType).method(method, body));
  }

  public HttpResponse<String> send(String method, String path) {
    return server.http.send(request(path).method(method, BodyPublishers.noBody()));
  }

  /** The response to a GET of {@code path}. */
  public JsonNode get(String path) {
    return json(200, send("GET", path));
  }

  /** The bookmark of this JSON, saved. */
  public JsonNode save(String json) {
    return json(201, send("POST", BOOKMARKS, json));
  }

  /** The body of an answer of this status. */
  public static JsonNode json(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/json", Problems.header(response, "Content-Type"));
    return Problems.json(response);
  }

  /** The last parts of the URLs in a list, in its order. */
  public static String names(JsonNode list) {
    return String.join(
        " ",
        StreamSupport.stream(list.get("results").spliterator(), false)
            .map(bookmark -> bookmark.get("url").asText().replaceFirst(".*/", ""))
            .toList());
  }

  @Override
  public void close() {
    server.close();
  }
}
