package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Contract;
import linkhold.http.FakeLinkStore;
import linkhold.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "deflate, gzip;q=0.5", "br, *;q=0.1", "*"})
  void aListIsCompressedWhereThatIsAskedFor(String acceptEncoding) throws IOException {
    try (TestServer server = withLinks(500)) {
      HttpResponse<byte[]> response = get(server, "/links", acceptEncoding);
      assertEquals("gzip", response.headers().firstValue("Content-Encoding").orElse(""));
      assertTrue(vary(response).contains("Accept-Encoding"), vary(response));
      String plain = server.get("/links").body();
      assertEquals(plain, decompressed(response.body()));
      assertTrue(response.body().length < plain.length() / 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "*;q=0, gzip;q=0.0", "gzip;q=0, *"})
  void itIsNotWhereThatIsNot(String acceptEncoding) {
    try (TestServer server = withLinks(500)) {
      HttpResponse<byte[]> response = get(server, "/links", acceptEncoding);
      assertTrue(response.headers().firstValue("Content-Encoding").isEmpty());
      assertTrue(vary(response).contains("Accept-Encoding"), vary(response));
      assertEquals('[', response.body()[0]);
    }
  }

  @Test
  void whatIsSmallIsNotCompressed() {
    try (TestServer server = TestServer.start()) {
      HttpResponse<byte[]> response = get(server, "/health/live", "gzip");
      assertEquals("{\"status\":\"up\"}", new String(response.body(), UTF_8));
      assertEquals("", vary(response));
    }
  }

  @Test
  void theDocumentIsCompressedWithTheLengthThatHeadReturns() throws IOException {
    try (TestServer server = TestServer.start()) {
      HttpResponse<byte[]> response = get(server, "/openapi", "gzip");
      assertEquals(Contract.text(), decompressed(response.body()));
      var head =
          server.send(
              server
                  .request("/openapi")
                  .header("Accept-Encoding", "gzip")
                  .method("HEAD", BodyPublishers.noBody()),
              BodyHandlers.ofByteArray());
      assertEquals("gzip", head.headers().firstValue("Content-Encoding").orElse(""));
      assertEquals(
          response.body().length, head.headers().firstValueAsLong("Content-Length").orElse(0));
    }
  }

  @Test
  void aCompressedListArrivesWhileItIsRead() throws Exception {
    var store = new InMemoryStore(Clock.systemUTC());
    var mayEnd = new java.util.concurrent.CountDownLatch(1);
    var links =
        new FakeLinkStore(action -> {
          for (int i = 0; i < 200_000; i++) {
            action.accept("https://example.com/" + Integer.toHexString(i * 0x9e3779b9));
          }
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    try (TestServer server = TestServer.start(links, store.accounts())) {
      var response =
          server.send(
              server.request("/links").header("Accept-Encoding", "gzip"),
              BodyHandlers.ofInputStream());
      try (var in = new GZIPInputStream(response.body())) {
        assertEquals("[\"https://example.com/0\"", new String(in.readNBytes(24), UTF_8));
        mayEnd.countDown();
        assertTrue(new String(in.readAllBytes(), UTF_8).endsWith("\"]"));
      }
    }
  }

  @Test
  void aFailureBeforeMuchWasWrittenIsAPlainProblem() {
    var store = new InMemoryStore(Clock.systemUTC());
    var links =
        new FakeLinkStore(action -> {
          action.accept("https://example.com/");
          throw new IllegalStateException("expected");
        });
    try (TestServer server = TestServer.start(links, store.accounts())) {
      HttpResponse<String> response =
          server.send(server.request("/links").header("Accept-Encoding", "gzip"));
      assertProblem(ProblemType.INTERNAL_ERROR, response);
      assertTrue(response.headers().firstValue("Content-Encoding").isEmpty());
    }
  }

  @Test
  void whatIsCutOffDoesNotLookComplete() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThrows(
        IllegalStateException.class,
        () ->
            Gzip.write(
                out,
                compressed -> {
                  compressed.write("[1,".getBytes(UTF_8));
                  throw new IllegalStateException("expected");
                }));
    assertThrows(EOFException.class, () -> decompressed(out.toByteArray()));
  }

  @Test
  void aCompressedRequestIsRefused() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
      gzip.write("{\"url\": \"https://a.example/\"}".getBytes(UTF_8));
    }
    try (TestServer server = TestServer.start()) {
      HttpResponse<String> response =
          server.send(
              server
                  .request("/links")
                  .header("Content-Type", "application/json")
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(body.toByteArray())));
      assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, response);
      assertEquals("[]", server.get("/links").body());
    }
  }

  private static TestServer withLinks(int count) {
    var store = new InMemoryStore(Clock.systemUTC());
    var links =
        new FakeLinkStore(action -> {
          for (int i = 0; i < count; i++) {
            action.accept("https://example.com/" + i);
          }
        });
    return TestServer.start(links, store.accounts());
  }

  private static HttpResponse<byte[]> get(TestServer server, String path, String acceptEncoding) {
    return server.send(
        server.request(path).header("Accept-Encoding", acceptEncoding), BodyHandlers.ofByteArray());
  }

  private static String vary(HttpResponse<?> response) {
    return String.join(", ", response.headers().allValues("Vary"));
  }

  private static String decompressed(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
