package linkhold.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import io.swagger.parser.OpenAPIParser;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import linkhold.http.linkding.LinkdingServerRoutes;
import linkhold.http.site.OpenApiRoutes;

/** Checks requests and responses against the OpenAPI document. */
public final class Contract {

  /** The methods that clients use; requests with others only test that they are refused. */
  private static final Set<String> METHODS = Set.of("GET", "POST", "PATCH", "DELETE");

  /** Accepted by the server although the document does not promise it. */
  private static final Set<String> TOLERATED =
      Set.of(
          "validation.request.contentType.notAllowed",
          "validation.request.accept.notAllowed",
          "validation.request.accept.invalid");

  /** The parameter that may repeat; the validator does not know arrays as OpenAPI 3.1 has them. */
  private static final String ARRAY = "tag";

  private static final OpenApiInteractionValidator VALIDATOR =
      OpenApiInteractionValidator.createFor(document()).withStrictOperationPathMatching().build();

  private Contract() {}

  /** The document's text. */
  public static String text() {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
      assert in != null;
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document, parsed. */
  public static SwaggerParseResult parse(String text) {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    options.setResolveFully(true);
    return new OpenAPIParser().readContents(text, null, options);
  }

  private static OpenAPI document() {
    return parse(text()).getOpenAPI();
  }

  /**
   * Asserts that the document describes {@code response}: its status, headers and body; and {@code
   * request}, if that was accepted.
   */
  public static void check(HttpRequest request, HttpResponse<String> response) {
    String path = request.uri().getRawPath();
    if (!METHODS.contains(request.method()) || isLinkdings(path)) {
      return;
    }
    SimpleResponse answer = answer(response);
    ValidationReport report =
        VALIDATOR.validateResponse(
            path,
            com.atlassian.oai.validator.model.Request.Method.valueOf(request.method()),
            answer);
    assertFits(report, request, response);
    boolean lenient = request.headers().firstValue("Prefer").isPresent();
    if (response.statusCode() < 400 && !lenient) {
      assertFits(VALIDATOR.validateRequest(question(request)), request, response);
    }
  }

  /** Whether {@code path} is of linkding's API, which is another product's to document. */
  public static boolean isLinkdings(String path) {
    return path.startsWith("/api/") || path.equals(LinkdingServerRoutes.HEALTH);
  }

  private static void assertFits(
      ValidationReport report, HttpRequest request, HttpResponse<String> response) {
    List<Message> faults =
        report.getMessages().stream()
            .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
            .filter(message -> !TOLERATED.contains(message.getKey()))
            .filter(message -> !isMoreThanDocumented(request.uri().getRawPath(), message))
            .toList();
    boolean undocumented =
        faults.stream()
            .anyMatch(fault ->
                fault.getKey().startsWith("validation.request.path.")
                    || fault.getKey().startsWith("validation.request.operation."));
    if (undocumented && Set.of(403, 404, 405).contains(response.statusCode())) {
      return;
    }
    assertTrue(
        faults.isEmpty(),
        () ->
            "%s %s -> %d %s: the OpenAPI document does not tell of this: %s"
                .formatted(
                    request.method(),
                    request.uri().getRawPath(),
                    response.statusCode(),
                    response.body(),
                    faults));
  }

  /** What is accepted and not documented, so that generated clients stay simple. */
  private static boolean isMoreThanDocumented(String path, Message fault) {
    return switch (fault.getKey()) {
      case "validation.request.body.schema.additionalProperties" -> path.equals("/links");
      case "validation.request.body.schema.type" -> // an array as ifMatch
          path.equals("/v1/batch") && fault.getMessage().startsWith("array found, string expected");
      default -> false;
    };
  }

  private static SimpleRequest question(HttpRequest request) {
    SimpleRequest.Builder question =
        new SimpleRequest.Builder(request.method(), request.uri().getRawPath(), true);
    request // several lines of one header are one list (RFC 9110, 5.3)
        .headers()
        .map()
        .forEach((name, values) -> question.withHeader(name, String.join(", ", values)));
    String query = Optional.ofNullable(request.uri().getRawQuery()).orElse("");
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      String name = URLDecoder.decode(parts[0], UTF_8);
      if (!name.equals(ARRAY)) {
        question.withQueryParam(name, parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    request
        .bodyPublisher()
        .map(Contract::body)
        .filter(body -> !body.isEmpty())
        .ifPresent(question::withBody);
    return question.build();
  }

  private static SimpleResponse answer(HttpResponse<String> response) {
    SimpleResponse.Builder answer = new SimpleResponse.Builder(response.statusCode());
    Map<String, List<String>> headers = response.headers().map();
    headers.forEach(answer::withHeader);
    boolean lines =
        response
            .headers()
            .firstValue("Content-Type")
            .filter("application/jsonl"::equals)
            .isPresent();
    if (!response.body().isEmpty()) {
      answer.withBody(response.body());
    } else if (lines) {
      answer.withBody("\n"); // an empty body is a valid one
    }
    return answer.build();
  }

  /** What is sent, without the byte order mark that may stand before it. */
  private static String body(HttpRequest.BodyPublisher publisher) {
    var collected = BodySubscribers.ofString(UTF_8);
    publisher.subscribe(
        new Flow.Subscriber<ByteBuffer>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            collected.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer item) {
            collected.onNext(List.of(item));
          }

          @Override
          public void onError(Throwable failure) {
            collected.onError(failure);
          }

          @Override
          public void onComplete() {
            collected.onComplete();
          }
        });
    String body = collected.getBody().toCompletableFuture().join();
    return body.startsWith("\uFEFF") ? body.substring(1) : body;
  }
}
