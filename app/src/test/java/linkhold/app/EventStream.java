package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import linkhold.domain.Patience;

/**
 * A stream of an account's changes, read as it comes until it ends or is closed. An event is
 * complete with its empty line (WHATWG, "Server-sent events"): one that is cut off does not count,
 * nor does its id.
 */
final class EventStream implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("(?m)^id: (.+)$");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private EventStream() {}

  /** Listens from the cursor on; from the beginning when there is none. */
  static EventStream open(URI server, String cursor) throws Exception {
    var stream = new EventStream();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/v1/changes")).header("Accept", "text/event-stream");
    if (!cursor.isEmpty()) {
      request.header("Last-Event-ID", cursor);
    }
    HttpResponse<Stream<String>> response =
        stream.client.send(request.build(), BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new AssertionError("No stream: " + response.statusCode());
    }
    Thread.ofVirtual().start(() -> stream.read(response.body()));
    return stream;
  }

  private void read(Stream<String> body) {
    StringBuilder event = new StringBuilder();
    try (body) {
      body.forEach(line -> {
        event.append(line).append('\n');
        if (line.isEmpty()) {
          events.add(event.toString());
          event.setLength(0);
        }
      });
    } catch (RuntimeException e) {
      // The connection was lost.
    } finally {
      ended.countDown();
    }
  }

  /** Waits for an event with this text. */
  void await(String text) {
    Patience.await(text, () -> events.stream().anyMatch(event -> event.contains(text)));
  }

  /** Waits for the end of the stream. */
  void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(Patience.seconds(30), TimeUnit.SECONDS));
  }

  /** The cursor after the events so far. */
  String lastId() {
    return found(ID).reduce((_, later) -> later).orElseThrow();
  }

  /** The URLs of the links that were received. */
  List<String> urls() {
    return found(URL).toList();
  }

  private Stream<String> found(Pattern pattern) {
    return events.stream().map(pattern::matcher).filter(Matcher::find).map(match -> match.group(1));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
