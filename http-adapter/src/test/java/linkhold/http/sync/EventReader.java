package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import linkhold.http.TestServer;
import linkhold.http.call.Problems;
import org.jspecify.annotations.Nullable;

/** A client of a stream of events (WHATWG HTML, 9.2.6). */
public final class EventReader implements AutoCloseable {

  /** An event, or a comment, whose name is {@code :}. */
  public record Event(String name, String id, String data) {

    JsonNode json() {
      return Problems.json(data);
    }

    /** Whether it is a comment. */
    boolean isComment() {
      return name.equals(":");
    }
  }

  private final BufferedReader lines;

  public EventReader(HttpResponse<InputStream> response) {
    this(response.body());
    assertEquals(200, response.statusCode());
  }

  private EventReader(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /** Sends {@code request} until the server accepts the stream. */
  public static EventReader await(TestServer server, HttpRequest.Builder request) {
    HttpResponse<InputStream> response = server.send(request, BodyHandlers.ofInputStream());
    while (response.statusCode() == 503 || response.statusCode() == 429) {
      new EventReader(response.body()).close();
      response = server.send(request, BodyHandlers.ofInputStream());
    }
    return new EventReader(response);
  }

  /** Waits for the next event that is not a comment. */
  public Event next() {
    Event event = nextOrComment();
    while (event != null && event.isComment()) {
      event = nextOrComment();
    }
    if (event == null) {
      throw new AssertionError("The stream has ended");
    }
    return event;
  }

  /** Waits for the next event, and asserts that it has this name. */
  public Event next(String name) {
    Event event = next();
    assertEquals(name, event.name(), event::toString);
    return event;
  }

  /** Asserts that the stream ends as it should, perhaps after comments. */
  public void assertEnds() {
    Event event = nextOrComment();
    while (event != null && event.isComment()) {
      event = nextOrComment();
    }
    assertEquals(null, event);
  }

  /** Waits for the next event or comment; null when the stream ends as it should. */
  @Nullable Event nextOrComment() {
    String name = "";
    String id = "";
    String data = "";
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          name = ":";
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (!line.isEmpty()) {
          assertEquals("retry", line.substring(0, line.indexOf(':')));
        } else if (!name.isEmpty()) {
          return new Event(name, id, data);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("The stream was cut", e);
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
