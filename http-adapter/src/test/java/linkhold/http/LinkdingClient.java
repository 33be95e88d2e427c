package linkhold.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.StreamSupport;
import linkhold.domain.Scope;

/** A server with token authentication, called as linkding is by {@code ann}. */
final class LinkdingClient implements AutoCloseable {

  static final String BOOKMARKS = "/api/bookmarks/";

  final TokenServer server;
  final String secret;

  private LinkdingClient(TokenServer server) {
    this.server = server;
    this.secret = server.secret("ann", Scope.WRITE);
  }

  static LinkdingClient start() {
    return start(TokenServer.SETTINGS);
  }

  static LinkdingClient start(HttpSettings settings) {
    return new LinkdingClient(TokenServer.start(settings));
  }

  /** A request of {@code ann}. */
  HttpRequest.Builder request(String path) {
    return server.http.request(path).header("Authorization", "Token " + secret);
  }

  HttpResponse<String> send(String method, String path, String json) {
    return send(method, path, "application/json", BodyPublishers.ofString(json));
  }

  HttpResponse<String> send(String method, String path, String contentType, BodyPublisher body) {
    return server.http.send(request(path).header("Content-Type", contentType).method(method, body));
  }

  HttpResponse<String> send(String method, String path) {
    return server.http.send(request(path).method(method, BodyPublishers.noBody()));
  }

  /** What is at {@code path}. */
  JsonNode get(String path) {
    return json(200, send("GET", path));
  }

  /** The bookmark of this JSON, saved. */
  JsonNode save(String json) {
    return json(201, send("POST", BOOKMARKS, json));
  }

  /** The body of an answer of this status. */
  static JsonNode json(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/json", Problems.header(response, "Content-Type"));
    return Problems.json(response);
  }

  /** The last parts of the URLs in a list, in its order. */
  static String names(JsonNode list) {
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
