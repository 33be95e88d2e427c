package linkhold.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A stream of an account's changes, read as it comes until it ends or is closed. */
final class EventStream implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");
  private static final String ID = "id: ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> lines = new CopyOnWriteArrayList<>();

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
    try (body) {
      body.forEach(lines::add);
    } catch (RuntimeException e) {
      lines.add("(the connection was lost)");
    }
  }

  /** Waits for a line with this text. */
  void await(String text) {
    TestDatabases.await(text, () -> lines.stream().anyMatch(line -> line.contains(text)));
  }

  /** The cursor after what has come. */
  String lastId() {
    return lines.stream()
        .filter(line -> line.startsWith(ID))
        .reduce((_, later) -> later)
        .orElseThrow()
        .substring(ID.length());
  }

  /** The URLs of the links that have come. */
  List<String> urls() {
    return lines.stream()
        .map(URL::matcher)
        .filter(Matcher::find)
        .map(match -> match.group(1))
        .toList();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
