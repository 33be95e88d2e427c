package linkhold.http.site;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import linkhold.domain.FaultCode;
import linkhold.http.Contract;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document as a whole; {@link Contract} checks it against each tested call. */
class OpenApiDocumentTest {

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
  void theDocumentIsValid() {
    SwaggerParseResult parsed = Contract.parse(Contract.text());
    assertEquals(List.of(), parsed.getMessages());
    assertTrue(parsed.getOpenAPI().getOpenapi().startsWith("3.1."));
  }

  @Test
  void theDocumentDescribesEveryRouteAndNoOther() {
    Set<String> registered =
        server.api.resources().stream()
            .filter(resource -> !Contract.isLinkdings(resource.path()))
            .flatMap(resource ->
                resource.methods().stream()
                    .map(method ->
                        method + " " + resource.path().replace("{+", "{").replace("[/]", "/")))
            .collect(toSet());
    assertEquals(registered, described(Contract.parse(Contract.text()).getOpenAPI()));
  }

  @Test
  void everyCodeOfAFaultIsNamed() {
    String text = Contract.text();
    String described = text.substring(text.indexOf("\n    Fault:"), text.indexOf("\n    Health:"));
    for (FaultCode code : FaultCode.values()) {
      assertTrue(described.contains("`" + code.word() + "`"), code.word());
    }
  }

  @Test
  void everyTypeOfProblemIsNamed() {
    String text = Contract.text();
    Set<ProblemType> nameless =
        Set.of(
            ProblemType.METHOD_NOT_ALLOWED,
            ProblemType.URI_TOO_LONG,
            ProblemType.HEADERS_TOO_LARGE,
            ProblemType.NOT_IMPLEMENTED,
            ProblemType.HTTP_VERSION_NOT_SUPPORTED);
    for (ProblemType type : ProblemType.values()) {
      String name =
          nameless.contains(type) ? "`" + type.status().code() + "`" : "`" + type.slug() + "`";
      assertTrue(text.contains(name), name);
    }
  }

  @Test
  void everyOperationHasANameForGeneratedClients() {
    JsonNode paths = json("/openapi").get("paths");
    Set<String> names = new HashSet<>();
    for (JsonNode operation : paths.findParents("operationId")) {
      String name = operation.get("operationId").asText();
      assertTrue(name.matches("[a-z]+([A-Z][a-z]+)*"), name);
      assertTrue(names.add(name), name);
      assertFalse(operation.get("summary").asText().isEmpty(), name);
    }
  }

  private static Set<String> described(OpenAPI document) {
    return document.getPaths().entrySet().stream()
        .flatMap(path ->
            path.getValue().readOperationsMap().keySet().stream()
                .map(method -> method + " " + path.getKey()))
        .collect(toSet());
  }

  private static JsonNode json(String path) {
    return Problems.json(
        server.send(server.request(path).header("Accept", "application/json")).body());
  }
}
