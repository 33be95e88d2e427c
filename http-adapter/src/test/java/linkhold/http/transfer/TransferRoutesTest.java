package linkhold.http.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferRoutesTest {

  private static final String BOOKMARKS =
      """
      <!DOCTYPE NETSCAPE-Bookmark-file-1>
      <DL><p>
          <DT><A HREF="https://a.example/" ADD_DATE="1700000000" TAGS="x">A</A>
          <DT><A HREF="place:sort=8">Most visited</A>
      </DL><p>
      """;

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json", "application/octet-stream", "x"})
  void aFileIsImportedWhateverItIsCalled(String contentType) {
    HttpResponse<String> response = importAs(contentType);
    assertEquals(200, response.statusCode(), response.body());
    JsonNode report = json(response.body());
    assertEquals(1, report.get("created").asInt());
    assertEquals(1, report.get("rejected").asInt());
    assertTrue(report.get("complete").asBoolean());
    JsonNode rejection = report.get("rejections").get(0);
    assertEquals(2, rejection.get("entry").asInt());
    assertEquals(4, rejection.get("line").asInt());
    assertEquals("place:sort=8", rejection.get("url").asText());
    assertEquals("[\"https://a.example/\"]", server.get("/links").body());
    JsonNode again = json(importAs(contentType).body());
    assertEquals(1, again.get("unchanged").asInt());
  }

  /** The OpenAPI document names fewer media types than are accepted. */
  private HttpResponse<String> importAs(String contentType) {
    return server.send(
        server
            .request("/v1/import")
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(BOOKMARKS)),
        BodyHandlers.ofString());
  }

  @Test
  void aFileMayBeSentWithoutAMediaTypeAndInChunks() {
    byte[] file = BOOKMARKS.getBytes(UTF_8);
    assertEquals(200, server.post("/v1/import", null, file).statusCode());
    HttpResponse<String> chunked =
        server.send(
            server
                .request("/v1/import")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))));
    assertEquals(1, json(chunked.body()).get("unchanged").asInt());
  }

  @Test
  void whatIsNoFileOfLinksIsRefused() {
    for (String file : new String[] {"hello", "<html></html>"}) {
      var problem =
          assertProblem(
              ProblemType.INVALID_INPUT,
              server.post("/v1/import", "text/plain", file.getBytes(UTF_8)));
      assertTrue(problem.get("detail").asText().contains("bookmark HTML"), problem::toString);
    }
  }

  @Test
  void aFileThatBreaksOffIsReportedAsIncomplete() {
    String file = "url,title\nhttps://a.example/1,One\nhttps://a.exam";
    JsonNode report = json(server.post("/v1/import", "text/csv", file.getBytes(UTF_8)).body());
    assertEquals(1, report.get("created").asInt());
    assertFalse(report.get("complete").asBoolean());
    assertEquals("[\"https://a.example/1\"]", server.get("/links").body());
  }

  @Test
  void anEmptyFileIsAnAnswerOfNothing() {
    JsonNode report = json(server.post("/v1/import", null, new byte[] {10}).body());
    assertEquals(0, report.get("created").asInt() + report.get("rejected").asInt());
    assertTrue(report.get("complete").asBoolean());
    assertEquals(0, report.get("remarks").get(0).get("line").asInt());
  }

  @Test
  void compressedFilesAreRefused() {
    HttpResponse<String> response =
        server.send(
            server
                .request("/v1/import")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString(BOOKMARKS)));
    assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, response);
  }

  @Test
  void aFileMayBeMuchLargerThanAnyOtherBody() {
    String lines =
        IntStream.range(0, 60_000)
            .mapToObj(i -> "https://example.com/%d,%s".formatted(i, "x".repeat(150)))
            .collect(Collectors.joining("\n", "url,title\n", "\n"));
    assertTrue(lines.length() > 10_000_000);
    HttpResponse<String> response = server.post("/v1/import", "text/csv", lines.getBytes(UTF_8));
    assertEquals(60_000, json(response.body()).get("created").asInt());
    assertProblem(
        ProblemType.BODY_TOO_LARGE, server.post("/v1/links", "x".repeat(1024 * 1024 * 2)));
  }

  @Test
  void aFileLargerThanAllowedIsRefusedAndWhatWasReadBeforeStays() {
    HttpLimits limits = HttpLimits.builder().bodyBytes(2048).importBytes(100_000).build();
    try (TestServer small =
        TestServer.start(
            new HttpSettings("127.0.0.1", 0).withLimits(limits),
            new InMemoryStore(Clock.systemUTC()))) {
      byte[] file = ("url\n" + "https://a.example/\n".repeat(6_000)).getBytes(UTF_8);
      assertProblem(ProblemType.BODY_TOO_LARGE, small.post("/v1/import", "text/csv", file));
      assertEquals("[]", small.get("/links").body());
      HttpResponse<String> chunked =
          small.send(
              small
                  .request("/v1/import")
                  .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file))));
      var problem = assertProblem(ProblemType.BODY_TOO_LARGE, chunked);
      assertTrue(problem.get("detail").asText().contains("100000 bytes"), problem::toString);
      assertEquals("[\"https://a.example/\"]", small.get("/links").body());
    }
  }

  @Test
  void aChunkThatWouldFillTheMemoryIsRefused() throws IOException {
    for (String path : new String[] {"/v1/import", "/v1/links", "/v1/nothing"}) {
      String response =
          server.raw(
              "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n30000000\r\nurl\n"
                  .formatted(path));
      assertTrue(
          response.startsWith(path.endsWith("nothing") ? "HTTP/1.1 404" : "HTTP/1.1 413"),
          response);
    }
  }

  @Test
  void aClientThatDisconnectsDuringAnImportLeavesCompleteBatches() throws IOException {
    String half =
        "url\n"
            + IntStream.range(0, 3_000)
                .mapToObj(i -> "https://example.com/" + i + "\n")
                .collect(Collectors.joining());
    try (Socket socket = server.connect()) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n"
                      + half)
                  .getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertEquals("", TestServer.readAll(socket));
    }
    int links = json(server.get("/links").body()).size();
    assertTrue(links > 0 && links % 500 == 0, () -> links + " links");
    assertEquals(
        links,
        json(server.post("/v1/import", null, half.getBytes(UTF_8)).body())
            .get("unchanged")
            .asInt());
  }

  @Test
  void anAccountImportsOneFileAtATimeAndDelaysNoOther() throws IOException {
    try (TokenServer two = TokenServer.start()) {
      String ann = two.secret("ann", Scope.WRITE);
      String bob = two.secret("bob", Scope.WRITE);
      String file = "[{\"href\": \"https://a.example/\"}]";
      try (Socket slow = two.http.connect()) {
        slow.getOutputStream()
            .write(
                ("POST /v1/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + ann
                        + "\r\nContent-Length: 10000000\r\n\r\nurl\n"
                        + IntStream.range(0, 3_000)
                            .mapToObj(i -> "https://example.com/" + i + "\n")
                            .collect(Collectors.joining()))
                    .getBytes(ISO_8859_1));
        Patience.await("the beginning", () -> !two.get(ann, "/links").body().equals("[]"));
        var problem = assertProblem(ProblemType.UNAVAILABLE, two.post(ann, "/v1/import", file));
        assertTrue(problem.get("detail").asText().contains("this account"), problem::toString);
        assertEquals(200, two.post(bob, "/v1/import", file).statusCode());
      }
      Patience.await("the end", () -> two.post(ann, "/v1/import", file).statusCode() == 200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/jsonl, jsonl",
    "?format=json, application/jsonl, jsonl",
    "?format=html, text/html; charset=utf-8, html",
    "?format=csv, text/csv; charset=utf-8; header=present, csv"
  })
  void theWholeLibraryIsExported(String query, String mediaType, String extension) {
    server.post(
        "/v1/links",
        "{\"url\": \"https://a.example/\", \"title\": \"Tïtle\", \"tags\": [\"x\"], \"archived\": true}");
    server.post("/v1/links", "{\"url\": \"https://b.example/\"}");
    HttpResponse<String> file = server.get("/v1/export" + query);
    assertEquals(200, file.statusCode());
    assertEquals(mediaType, header(file, "Content-Type"));
    assertTrue(
        header(file, "Content-Disposition")
            .matches("attachment; filename=\"linkhold-\\d{4}-\\d\\d-\\d\\d\\." + extension + "\""));
    assertEquals("private, no-cache", header(file, "Cache-Control"));
    assertTrue(file.body().contains("Tïtle"), file.body());
    try (TestServer other = TestServer.start()) {
      JsonNode report =
          json(other.post("/v1/import", mediaType, file.body().getBytes(UTF_8)).body());
      assertEquals(2, report.get("created").asInt());
      assertTrue(json(other.get("/v1/links/1").body()).get("archived").asBoolean());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv, text/csv; charset=utf-8; header=present",
    "'text/csv;q=0.5, text/html', text/html; charset=utf-8",
    "*/*, application/jsonl"
  })
  void withoutAFormatAcceptDecides(String accept, String mediaType) {
    HttpResponse<String> file = server.get("/v1/export", "Accept", accept);
    assertEquals(200, file.statusCode());
    assertEquals(mediaType, header(file, "Content-Type"));
    assertProblem(
        ProblemType.NOT_ACCEPTABLE, server.get("/v1/export", "Accept", "application/pdf"));
  }

  @Test
  void anExportIsConditionalAndAnsweredToHead() {
    server.post("/v1/links", "{\"url\": \"https://a.example/\"}");
    HttpResponse<String> head = server.call("HEAD", "/v1/export?format=csv");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    String tag = header(head, "ETag");
    HttpResponse<String> same = server.get("/v1/export?format=csv", "If-None-Match", tag);
    assertEquals(304, same.statusCode());
    server.post("/v1/links", "{\"url\": \"https://b.example/\"}");
    assertEquals(200, server.get("/v1/export", "If-None-Match", tag).statusCode());
  }

  @Test
  void anExportIsCompressedWhereThatIsAskedFor() throws IOException {
    server.post("/v1/links", "{\"url\": \"https://a.example/\"}");
    HttpResponse<byte[]> response =
        server.send(
            server.request("/v1/export").header("Accept-Encoding", "gzip"),
            BodyHandlers.ofByteArray());
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals(server.get("/v1/export").body(), new String(in.readAllBytes(), UTF_8));
    }
  }

  @Test
  void anUnknownFormatIsRefusedWithTheChoices() {
    for (String query : new String[] {"?format=xml", "?format=", "?format=JSON"}) {
      var problem = assertProblem(ProblemType.INVALID_INPUT, server.get("/v1/export" + query));
      assertTrue(problem.get("detail").asText().contains("json, html, csv"), problem::toString);
    }
    assertProblem(ProblemType.INVALID_INPUT, server.get("/v1/export?fmt=csv"));
    assertProblem(
        ProblemType.NOT_ACCEPTABLE, server.get("/v1/export?format=csv", "Accept", "text/html"));
    assertProblem(ProblemType.METHOD_NOT_ALLOWED, server.call("DELETE", "/v1/export"));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
