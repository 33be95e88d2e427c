package linkhold.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static linkhold.http.call.Problems.assertRawProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no proper client sends, as bytes. */
class ProtocolTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET /links\r\n\r\n",
        "GET /links HTTP/1.2\r\nHost: localhost\r\n\r\n",
        "GET  /links HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /problems/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /problems/%f HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /li|nks HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /links?a=\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /links HTTP/1.1\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: localhost:port\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nbad name: x\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nX: a\u0001b\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Length: ten\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n{}",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nnot a size\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n2\n[]\r\n0\r\n\r\n",
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nmore\r\n",
      })
  void whatIsNotHttpIsAMalformedRequest(String request) throws IOException {
    assertRawProblem(ProblemType.MALFORMED_REQUEST, server.raw(request));
  }

  @Test
  void headOfAMalformedRequestHasNoBody() throws IOException {
    String response = server.raw("HEAD /links HTTP/1.1\r\nHost: localhost:x\r\n\r\n");
    assertTrue(response.startsWith("HTTP/1.1 400 "), response);
    assertTrue(response.endsWith("\r\n\r\n"), response);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: localhost\r\n",
        "Connection: keep-alive\r\n",
        "Connection: close\r\nTE: x\r\n"
      })
  void anAnswerToHttp10IsNotChunkedAndEndsTheConnection(String headers) throws IOException {
    for (String path : new String[] {"/links", "/docs", "/health/live", "/nowhere"}) {
      String response = server.raw("GET " + path + " HTTP/1.0\r\n" + headers + "\r\n");
      assertTrue(response.matches("(?s)HTTP/1.1 (200|404) .*"), response);
      assertFalse(response.contains("Transfer-Encoding"), response);
      assertTrue(response.contains("\r\nConnection: close\r\n"), response);
      String body = response.substring(response.indexOf("\r\n\r\n") + 4);
      assertTrue(body.matches("(?s)[\\[{<].*[\\]}>]\\s*"), body);
    }
  }

  @Test
  void aBodyOfHttp10IsReadAndNeverAskedFor() throws IOException {
    String body = "{\"url\":\"https://old.example/\"}";
    String head =
        "POST /links HTTP/1.0\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    String response = server.raw(head + body);
    assertTrue(response.startsWith("HTTP/1.1 200 "), response);
    assertTrue(response.endsWith("\"https://old.example/\"]"), response);
  }

  @Test
  void aHeadThatComesByteByByteIsRead() throws Exception {
    try (Socket socket = server.connect()) {
      socket.setTcpNoDelay(true);
      for (byte next : closing("\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n").getBytes(US_ASCII)) {
        socket.getOutputStream().write(next);
      }
      assertTrue(TestServer.readAll(socket).endsWith("{\"status\":\"up\"}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5;%s\r\nabcde\r\n0\r\n\r\n",
        "%s5\r\nabcde\r\n0\r\n\r\n",
        "%s",
        "0\r\nX: %s\r\n\r\n",
        "0;%s\r\n\r\n",
      })
  void noLineOfAChunkedBodyIsLong(String chunks) throws IOException {
    String line = chunks.formatted("0".repeat(100_000));
    assertRawProblem(ProblemType.MALFORMED_REQUEST, server.raw(chunked(line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        " 2\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        ";a\r\n{}\r\n0\r\n\r\n",
        "2\r{}\r\n0\r\n\r\n",
        "2\r\n{}xx0\r\n\r\n",
        "1\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nno trailer\r\n\r\n",
      })
  void malformedChunksAreRefused(String chunks) throws IOException {
    String response = server.raw(chunked(chunks));
    assertRawProblem(ProblemType.MALFORMED_REQUEST, response);
    assertTrue(response.contains("\r\nConnection: close\r\n"), response);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void chunksComeInAnyPiecesWithExtensionsAndTrailers(int pieceBytes) throws IOException {
    String url = "https://chunks.example/" + pieceBytes;
    String body = "{\"url\":\"" + url + "\"}" + " ".repeat(20_000);
    String last = Integer.toHexString(body.length() - 3) + ";a=\"b\"\r\n" + body.substring(3);
    String chunks = "003\r\n" + body.substring(0, 3) + "\r\n" + last + "\r\n0;c\r\nX: y\r\n\r\n";
    byte[] request =
        (chunked(chunks) + closing("GET /health/live HTTP/1.1\r\nHost: a\r\n")).getBytes(US_ASCII);
    try (Socket socket = server.connect()) {
      socket.setTcpNoDelay(true);
      for (int at = 0; at < request.length; at += pieceBytes) {
        socket.getOutputStream().write(request, at, Math.min(pieceBytes, request.length - at));
      }
      String responses = TestServer.readAll(socket);
      assertTrue(responses.contains(url), responses);
      assertTrue(responses.endsWith("{\"status\":\"up\"}"), responses);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/links/../links",
        "/v1/./links",
        "/v1//links",
        "//v1/links",
        "/v1/links//",
        "/..",
        "/v1/accounts/victim/../other"
      })
  void aPathThatCouldBeReadInTwoWaysIsRefused(String path) throws IOException {
    String response = server.raw(closing("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"));
    assertRawProblem(ProblemType.MALFORMED_REQUEST, response);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/links;x, 404",
    "/v1/%2e%2E/v1/links, 404",
    "/v1/.%2e/links, 404",
    "/v1/links/%2e%2e/%2E%2e/links, 404",
    "/v1/tags/..%2Fx, 405",
    "/v1/tags/a%2f%2E%2e, 405",
    "/v1/tags/%2E%2E, 405"
  })
  void whatIsEscapedOrFollowsASemicolonIsTextOfItsSegment(String path, int status)
      throws IOException {
    String response = server.raw(closing("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"));
    assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/links/", "/v1/%6Cinks", "/v1/links/?limit=1", "/links/", "/docs/"})
  void aSlashAtTheEndAndEscapedLettersMakeNoDifference(String path) throws IOException {
    String response = server.raw(closing("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"));
    assertTrue(response.startsWith("HTTP/1.1 200 "), response);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/health/live, 200",
    "HTTPS://a.example:8443/health/live, 200",
    "http://[::1]:80/health/live, 200",
    "http://localhost/links?limit=1, 200",
    "http://localhost, 200",
    "http://localhost?limit=1, 200",
    "http://a.example/links, 403",
    "http://, 400",
    "http:///links, 400",
    "http://user@localhost/links, 400",
    "http://localhost:port/links, 400",
    "http://localhost/links#part, 400",
    "http://localhost//links, 400",
    "http:/links, 400",
    "ftp://localhost/links, 400",
    "localhost:80, 400",
    "links, 400",
  })
  void aWholeUrlInsteadOfAPathIsRead(String target, int status) throws IOException {
    for (String version : new String[] {"1.0", "1.1"}) {
      String answer =
          server.raw(closing("GET " + target + " HTTP/" + version + "\r\nHost: 127.0.0.1\r\n"));
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a\r\nHost: a\r\n", "Host: a\r\n b\r\n", "Host : a\r\n"})
  void aWholeUrlDoesNotReplaceTheHost(String headers) throws IOException {
    assertRawProblem(
        ProblemType.MALFORMED_REQUEST,
        server.raw(closing("GET http://a/links HTTP/1.1\r\n" + headers)));
  }

  @Test
  void theBodyAndTheNextRequestFollowAWholeUrl() throws IOException {
    String body = "{\"url\":\"https://whole.example/\"}";
    String answers =
        server.raw(
            "POST http://localhost/links HTTP/1.1\r\nhost:b\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body)
                + closing("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n"));
    assertTrue(answers.startsWith("HTTP/1.1 200 "), answers);
    assertTrue(answers.contains("https://whole.example/\"]HTTP/1.1 "), answers);
  }

  @Test
  void anOverlongRequestLineIsRefused() throws IOException {
    String uri = "/links?" + "a".repeat(32 * 1024);
    String response = server.raw("GET " + uri + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertRawProblem(ProblemType.URI_TOO_LONG, response);
  }

  @Test
  void overlongHeadersAreRefused() throws IOException {
    for (String header : new String[] {"X: " + "a".repeat(16_400), "X".repeat(16_400) + ": a"}) {
      String response = server.raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n");
      assertRawProblem(ProblemType.HEADERS_TOO_LARGE, response);
    }
  }

  @Test
  void anUnknownTransferEncodingIsNotImplemented() throws IOException {
    String response =
        server.raw(
            "POST /links HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
    assertRawProblem(ProblemType.NOT_IMPLEMENTED, response);
  }

  @Test
  void aBodyFarTooLargeIsRefusedBeforeItIsSent() throws IOException {
    String response =
        server.raw(
            "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 10000000\r\n\r\n");
    assertRawProblem(ProblemType.BODY_TOO_LARGE, response);
  }

  @Test
  void aChunkFarTooLargeIsRefusedBeforeItIsSent() throws IOException {
    String response =
        server.raw(
            "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{");
    assertRawProblem(ProblemType.BODY_TOO_LARGE, response);
  }

  @ParameterizedTest
  @CsvSource({"/linksx", "/LINKS", "/links/1", "*", "/%6cinks%00", "/problems/none"})
  void nothingIsAtOtherPaths(String path) throws IOException {
    String response = server.raw(closing("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"));
    assertRawProblem(ProblemType.NOT_FOUND, response);
  }

  @Test
  void aRefusalLeavesTheConnectionUsable() throws IOException {
    String body = "{\"url\":";
    String refused =
        "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 7\r\n\r\n"
            + body;
    String unread = "PUT /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
    String last = closing("GET /health/live HTTP/1.1\r\nHost: localhost\r\n");
    String responses = server.raw(refused + unread + last);
    assertEquals(4, responses.split("HTTP/1.1 ", -1).length, responses);
    assertTrue(responses.endsWith("{\"status\":\"up\"}"), responses);
  }

  @Test
  void aRefusedBodyIsNotAskedFor() throws IOException {
    String response =
        server.raw(
            closing(
                "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                    + "Expect: 100-continue\r\n"));
    assertRawProblem(ProblemType.NOT_FOUND, response);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/nowhere,application/json",
    "PUT,/links,application/json",
    "POST,/links,text/plain",
    "GET,/health/live,application/json"
  })
  void aBodyThatWasNotAskedForIsNoRequest(String method, String path, String type)
      throws IOException {
    String hidden = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String responses =
        server.raw(
            "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                    .formatted(method, path, type, hidden.length())
                + "Expect: 100-continue\r\n\r\n"
                + hidden);
    assertEquals(2, responses.split("HTTP/1.1 ", -1).length, responses);
    assertTrue(responses.contains("\r\nConnection: close\r\n"), responses);
  }

  @Test
  void anExpectedBodyIsAskedFor() throws IOException {
    try (Socket socket = server.connect()) {
      byte[] head =
          closing(
                  "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 2\r\nExpect: 100-continue\r\n")
              .getBytes(US_ASCII);
      socket.getOutputStream().write(head);
      String interim = new String(socket.getInputStream().readNBytes(25), US_ASCII);
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", interim);
      socket.getOutputStream().write("[]".getBytes(US_ASCII));
      assertRawProblem(ProblemType.INVALID_INPUT, TestServer.readAll(socket));
    }
  }

  @Test
  void aClientThatDisconnectsDuringABodyAffectsNoOther() throws IOException {
    try (Socket socket = server.connect()) {
      String half =
          "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 50\r\n\r\n{";
      socket.getOutputStream().write(half.getBytes(US_ASCII));
      socket.shutdownOutput();
      assertEquals("", TestServer.readAll(socket));
    }
    assertEquals(200, server.get("/links").statusCode());
  }

  @Test
  void answersWithoutABodyHaveNoWrongLength() throws IOException {
    String options = server.raw(closing("OPTIONS /links HTTP/1.1\r\nHost: localhost\r\n"));
    assertTrue(options.startsWith("HTTP/1.1 204 "), options);
    assertTrue(options.contains("\r\nAllow: GET, POST, HEAD, OPTIONS\r\n"), options);
    String head = server.raw(closing("HEAD /links HTTP/1.1\r\nHost: localhost\r\n"));
    assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    for (String response : new String[] {options, head}) {
      assertTrue(response.endsWith("\r\n\r\n"), response);
      assertTrue(!response.contains("Content-Length"), response);
      assertTrue(!response.contains("Transfer-Encoding"), response);
    }
  }

  private static String chunked(String chunks) {
    return "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n"
        + chunks;
  }

  private static String closing(String head) {
    return head + "Connection: close\r\n\r\n";
  }
}
