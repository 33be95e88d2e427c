package linkhold.http.links;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleRoutesTest {

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aTextWithOneUrlIsSavedAsThatUrl() {
    HttpResponse<String> saved =
        server.post(
            "/links", "{\"url\": \"Recipe: https://cook.example/1\\n\\nSent from my phone\"}");
    assertEquals(200, saved.statusCode());
    assertEquals("[\"https://cook.example/1\"]", saved.body());
    assertEquals(
        400,
        server
            .post("/links", "{\"url\": \"https://a.example/1 and https://b.example/2\"}")
            .statusCode());
    assertEquals(400, server.post("/links", "{\"url\": \"Note: buy milk\"}").statusCode());
  }

  @Test
  void aFreshServerListsNoLinks() {
    HttpResponse<String> response = server.get("/links");
    assertEquals(200, response.statusCode());
    assertEquals("[]", response.body());
    assertHeader(response, "Content-Type", "application/json");
    assertHeader(response, "Cache-Control", "private, no-cache");
    assertHeader(response, "Vary", "Authorization, Cookie");
    assertHeader(response, "Content-Length", "2");
    assertTrue(response.headers().firstValue("Server").isEmpty());
  }

  @Test
  void aSavedLinkIsInTheAnswerAndInTheNextList() {
    server.post("/links", "{\"url\": \"https://example.com/ä\"}");
    HttpResponse<String> saved = server.post("/links", "{\"url\":\"https://example.com/2\"}");
    assertEquals(200, saved.statusCode());
    assertEquals("[\"https://example.com/%C3%A4\",\"https://example.com/2\"]", saved.body());
    assertHeader(saved, "Content-Type", "application/json");
    assertHeader(saved, "Cache-Control", "private, no-cache");
    assertHeader(saved, "Vary", "Authorization, Cookie");
    assertEquals(saved.body(), server.get("/links").body());
  }

  @Test
  void otherMembersAreIgnored() {
    HttpResponse<String> saved =
        server.post("/links", "{\"id\": 1.5e3, \"url\": \"https://a.example/\", \"x\": [{}]}");
    assertEquals("[\"https://a.example/\"]", saved.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON;charset=\"UTF-8\"",
        "application/vnd.example+json"
      })
  void jsonIsReadUnderEachOfItsMediaTypes(String contentType) {
    byte[] body = "{\"url\": \"https://a.example/\"}".getBytes(UTF_8);
    assertEquals(200, server.post("/links", contentType, body).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=iso-8859-1",
        "json",
        ";",
        ","
      })
  void anotherMediaTypeIsRefusedAsNotJson(String contentType) {
    byte[] body = "{\"url\": \"https://a.example/\"}".getBytes(UTF_8);
    HttpResponse<String> response = server.post("/links", contentType, body);
    String detail = assertProblem(ProblemType.INVALID_JSON, response).get("detail").asText();
    assertTrue(detail.contains("Content-Type"), detail);
  }

  @Test
  void aMissingMediaTypeIsRefusedAsNotJson() {
    HttpResponse<String> response = server.post("/links", null, "{}".getBytes(UTF_8));
    String detail = assertProblem(ProblemType.INVALID_JSON, response).get("detail").asText();
    assertTrue(detail.contains("missing"), detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                      | /url | Missing: expected a string.
          {"url": null}           | /url | Expected a string, found null.
          {"url": 5}              | /url | Expected a string, found a number.
          {"url": 1e999999}       | /url | Expected a string, found a number.
          {"url": true}           | /url | Expected a string, found true.
          {"url": {}}             | /url | Expected a string, found an object.
          {"url": ["a"]}          | /url | Expected a string, found an array.
          {"url": "a\\u0000b"}    | /url | Holds U+0000
          {"url": "a\\ud800b"}    | /url | Holds U+0000
          {"url": "a\\udc00"}     | /url | Holds U+0000
          {"url": ""}             | /url | ''
          []                      | ''   | Expected an object, found an array.
          "x"                     | ''   | Expected an object, found a string.
          null                    | ''   | Expected an object, found null.
          """)
  void aBodyWithoutAUrlIsRefusedWithTheReason(String body, String pointer, String detail) {
    var problem = assertProblem(ProblemType.INVALID_INPUT, server.post("/links", body));
    assertEquals(1, problem.get("errors").size());
    assertEquals(pointer, problem.at("/errors/0/pointer").asText());
    assertTrue(problem.at("/errors/0/detail").asText().startsWith(detail), problem::toString);
    assertEquals("[]", server.get("/links").body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                | The body is empty.
          ' '                               | The body is empty.
          '{"url": "https://a.example/"'    | The JSON text ends too early.
          {"url": "a"} {}                   | Something follows the JSON value
          {"url": "a"}]                     | Not JSON at line 1, column
          {"url": "a", "url": "b"}          | The member "url" repeats
          {"a": {"b": 1, "b": 1}}           | The member "b" repeats
          {"a\\ud800": 1, "a\\ud800": 1}    | Not JSON at line 1, column
          {url: "a"}                        | Not JSON at line 1, column
          {'url': 'a'}                      | Not JSON at line 1, column
          {"url": "a",}                     | Not JSON at line 1, column
          {"n": 01}                         | Not JSON at line 1, column
          {"n": NaN}                        | Not JSON at line 1, column
          /* hello */ {}                    | Not JSON at line 1, column
          url=https://a.example/            | Not JSON at line 1, column
          """)
  void textThatIsNotJsonIsRefusedWithTheReason(String body, String detail) {
    var problem = assertProblem(ProblemType.INVALID_JSON, server.post("/links", body));
    assertTrue(problem.get("detail").asText().startsWith(detail), problem::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void aHundredThousandBracketsAreRefused(String bracket) {
    HttpResponse<String> response = server.post("/links", bracket.repeat(100_000));
    var problem = assertProblem(ProblemType.INVALID_JSON, response);
    assertTrue(problem.get("detail").asText().contains("64 levels"), problem::toString);
  }

  @Test
  void sixtyFourLevelsAreFineAndOneMoreIsNot() {
    String within = "{\"url\":\"a.example\",\"x\":" + "[".repeat(63) + "]".repeat(63) + "}";
    assertEquals(200, server.post("/links", within).statusCode());
    String beyond = "{\"url\":\"a.example\",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}";
    assertProblem(ProblemType.INVALID_JSON, server.post("/links", beyond));
  }

  @Test
  void anEndlessNumberIsRefused() {
    HttpResponse<String> response = server.post("/links", "{\"url\":" + "9".repeat(1000) + "}");
    var problem = assertProblem(ProblemType.INVALID_JSON, response);
    assertTrue(problem.get("detail").asText().contains("100 characters"), problem::toString);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    String json = "{\"url\": \"https://a.example/ä\"}";
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] surrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
    for (byte[] body : new byte[][] {json.getBytes(ISO_8859_1), overlong, surrogate}) {
      var problem =
          assertProblem(ProblemType.INVALID_JSON, server.post("/links", TestServer.JSON, body));
      assertEquals("The body is not valid UTF-8.", problem.get("detail").asText());
    }
    HttpResponse<String> wide = server.post("/links", TestServer.JSON, json.getBytes(UTF_16LE));
    assertProblem(ProblemType.INVALID_JSON, wide);
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    HttpResponse<String> response =
        server.post("/links", "\uFEFF{\"url\": \"https://a.example/\"}");
    assertEquals(200, response.statusCode());
    assertProblem(ProblemType.INVALID_JSON, server.post("/links", "\uFEFF\uFEFF{}"));
  }

  @Test
  void aBodyOfOneMebibyteIsReadAndALargerOneIsNot() {
    String json = "{\"url\": \"https://a.example/\"}";
    int mebibyte = 1 << 20;
    assertEquals(200, server.post("/links", padded(json, mebibyte)).statusCode());
    assertProblem(ProblemType.BODY_TOO_LARGE, server.post("/links", padded(json, mebibyte + 1)));
    assertProblem(ProblemType.BODY_TOO_LARGE, server.post("/links", padded(json, 3 * mebibyte)));
  }

  @Test
  void aBodyOfUnknownLengthIsBoundedToo() {
    String json = "{\"url\": \"https://a.example/\"}";
    int mebibyte = 1 << 20;
    assertEquals(200, postChunked(padded(json, mebibyte)).statusCode());
    assertProblem(ProblemType.BODY_TOO_LARGE, postChunked(padded(json, mebibyte + 1)));
    assertEquals("[\"https://a.example/\"]", server.get("/links").body());
  }

  @Test
  void anAnswerOtherThanJsonCannotBeHad() {
    var list = server.request("/links").header("Accept", "text/html, application/json;q=0");
    assertProblem(ProblemType.NOT_ACCEPTABLE, server.send(list));
    var save =
        server
            .request("/links")
            .header("Accept", "text/html")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"url\": \"https://a.example/\"}"));
    assertProblem(ProblemType.NOT_ACCEPTABLE, server.send(save));
    assertEquals("[]", server.get("/links").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "application/*", "text/html, */*;q=0.1", "application/json;q=x", "a,b,*/*"})
  void jsonIsAnsweredWhereItIsAccepted(String accept) {
    assertEquals(200, server.send(server.request("/links").header("Accept", accept)).statusCode());
  }

  @Test
  void headIsAnsweredLikeGetWithoutTheBody() {
    server.post("/links", "{\"url\": \"https://a.example/\"}");
    HttpResponse<String> head = server.call("HEAD", "/links");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertHeader(head, "Content-Type", "application/json");
    assertTrue(head.headers().firstValue("Content-Length").isEmpty());
    assertEquals(200, server.get("/links").statusCode());
  }

  @Test
  void aThousandLinksAreListedInOrder() {
    for (int i = 0; i < 1000; i++) {
      server.post(
          "/links", "{\"url\": \"https://example.com/%04d/%s\"}".formatted(i, "x".repeat(80)));
    }
    HttpResponse<String> list = server.get("/links");
    assertHeader(list, "Transfer-Encoding", "chunked");
    var urls = json(list.body());
    assertEquals(1000, urls.size());
    for (int i = 0; i < 1000; i++) {
      assertTrue(urls.get(i).asText().startsWith("https://example.com/%04d/".formatted(i)));
    }
  }

  private HttpResponse<String> postChunked(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return server.send(
        server
            .request("/links")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
  }

  private static String padded(String json, int length) {
    return json + " ".repeat(length - json.length());
  }

  private static void assertHeader(HttpResponse<String> response, String name, String value) {
    assertEquals(value, response.headers().firstValue(name).orElse(null), name);
  }
}
