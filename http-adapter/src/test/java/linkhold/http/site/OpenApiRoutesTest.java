package linkhold.http.site;

import static linkhold.http.call.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import linkhold.http.Contract;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiRoutesTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theDocumentIsServedAsItWasWritten() {
    HttpResponse<String> response = server.get("/openapi");
    assertEquals(Contract.text(), response.body());
    assertEquals("application/yaml", header(response, "Content-Type"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                      | application/yaml
          text/html, */*;q=0.8                     | application/yaml
          application/*                            | application/yaml
          application/openapi+yaml                 | application/openapi+yaml
          application/json                         | application/json
          application/json, */*;q=0.5              | application/json
          application/yaml;q=0.1, application/json | application/json
          application/openapi+json;version=3.1     | application/openapi+json
          """)
  void theFormIsTheOneThatIsAskedFor(String accept, String type) {
    HttpResponse<String> response = get(accept);
    assertEquals(200, response.statusCode());
    assertEquals(type, header(response, "Content-Type"));
    assertTrue(header(response, "Vary").contains("Accept"));
  }

  @Test
  void theJsonSaysWhatTheYamlSays() {
    String yaml = get("application/yaml").body();
    String json = get("application/json").body();
    assertEquals(Contract.parse(yaml).getOpenAPI(), Contract.parse(json).getOpenAPI());
    assertEquals("3.1.0", Problems.json(json).get("openapi").asText());
  }

  @Test
  void anotherFormCannotBeHad() {
    assertProblem(ProblemType.NOT_ACCEPTABLE, get("text/html"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/json"})
  void whoHasTheDocumentDoesNotGetItAgain(String type) {
    String tag = header(get(type), "ETag");
    HttpResponse<String> again =
        server.send(server.request("/openapi").header("Accept", type).header("If-None-Match", tag));
    assertEquals(304, again.statusCode());
    assertEquals(tag, header(again, "ETag"));
  }

  @Test
  void theTwoFormsHaveDifferentTags() {
    assertNotEquals(
        header(get("application/yaml"), "ETag"), header(get("application/json"), "ETag"));
  }

  private static HttpResponse<String> get(String accept) {
    return server.send(server.request("/openapi").header("Accept", accept));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
