package linkhold.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import linkhold.domain.DomainException;
import linkhold.domain.OperationFailedException;
import linkhold.domain.PreconditionFailedException;
import linkhold.domain.UnavailableException;
import linkhold.http.call.BasePath;
import linkhold.http.call.EntityTag;
import linkhold.http.call.Exchange;
import linkhold.http.call.Problem;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.RepeatedWarnings;
import linkhold.http.call.ResourceTable;
import linkhold.http.call.Response;
import linkhold.http.server.Forwarding;
import org.jspecify.annotations.Nullable;

/**
 * Turns every exception of a call into a problem, and also every request that Helidon refuses
 * before a route sees it.
 */
final class Failures implements ErrorHandler<Throwable>, DirectHandler {

  private static final Logger LOG = System.getLogger(Failures.class.getName());

  private static final RepeatedWarnings OUTAGES = new RepeatedWarnings(LOG, Duration.ofSeconds(10));

  /** Helidon's message for headers that are too large; it has no status for them alone. */
  private static final String HEADERS_TOO_LARGE = "Header size exceeded";

  /**
   * Helidon's message for a compressed body. Those are refused, since a few bytes may expand to any
   * number.
   */
  private static final String COMPRESSED =
      "Content-Encoding header present when content encoding is disabled";

  /** Helidon's message in place of one that might reveal too much. */
  private static final String HIDDEN_REASON = "Bad request, see server log for more information";

  private final ResourceTable resources;
  private final Forwarding forwarding;

  /**
   * Writes each problem in the dialect of the resource that is called.
   *
   * @param forwarding adds the base path to the addresses of problems
   */
  Failures(ResourceTable resources, Forwarding forwarding) {
    this.resources = resources;
    this.forwarding = forwarding;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response, Throwable failure) {
    response.headers().clear();
    Exchange exchange = Exchange.current();
    Problem problem = problem(failure, exchange == null ? Exchange.newId() : exchange.id());
    if (exchange != null) {
      exchange.problem(problem.type());
    }
    Response answer =
        BasePath.call(forwarding.prefix(request), () -> answer(problem, request.path().rawPath()));
    for (Header header : headers(failure)) {
      answer = answer.with(header);
    }
    try {
      answer.send(request, response);
    } catch (CloseConnectionException e) {
      throw new ClientGone(e);
    }
  }

  private static Problem problem(Throwable failure, String id) {
    return switch (failure) {
      case RefusedRequest refused -> refused.problem();
      case DomainException refusal -> {
        if (refusal instanceof UnavailableException away) {
          OUTAGES.log(String.valueOf(away.getMessage()), away.reason());
        }
        yield Problem.of(refusal);
      }
      case HttpException refusal when refusal.status().code() < 500 ->
          problem(refusal.status(), refusal.getMessage());
      default -> internalError(failure, id);
    };
  }

  /** The response's headers besides those of every problem. */
  private static List<Header> headers(Throwable failure) {
    return switch (failure) {
      case RefusedRequest refused -> refused.headers();
      case PreconditionFailedException stale -> List.of(EntityTag.of(stale.current().version()));
      case OperationFailedException failed -> headers(failed.reason());
      default -> List.of();
    };
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    String id = Exchange.newId();
    Problem problem = problem(request, status, message, id);
    return BasePath.call(forwarding.basePath(), () -> answer(problem, request.path()))
        .with(HeaderValues.create(Exchange.ID_HEADER, id))
        .toTransport(request);
  }

  private Response answer(Problem problem, String path) {
    return resources.at(path).dialect().error(problem, path);
  }

  /**
   * Helidon takes some malformed first lines, such as a method with a character beyond ASCII, for a
   * failure of its own; then it knows no method yet.
   */
  private static Problem problem(
      TransportRequest request, Status status, @Nullable String message, String id) {
    if (status.code() != Status.INTERNAL_SERVER_ERROR_500.code()) {
      return problem(status, message);
    }
    return request.method().isEmpty()
        ? problem(Status.BAD_REQUEST_400, HIDDEN_REASON)
        : internalError(null, id);
  }

  private static Problem problem(Status status, @Nullable String message) {
    if (COMPRESSED.equals(message)) {
      return new Problem(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Compressed bodies are not understood. Send the body without Content-Encoding.");
    }
    ProblemType type =
        HEADERS_TOO_LARGE.equals(message)
            ? ProblemType.HEADERS_TOO_LARGE
            : ProblemType.ofStatus(status);
    if (message == null || message.isBlank() || message.equals(HIDDEN_REASON)) {
      return new Problem(type, type.explanation());
    }
    return new Problem(type, message);
  }

  /** The cause is logged; without one, Helidon's own next log entry holds it. */
  private static Problem internalError(@Nullable Throwable cause, String id) {
    LOG.log(Level.ERROR, "Internal error " + id, cause);
    return new Problem(
            ProblemType.INTERNAL_ERROR,
            "The server failed. Its log has the cause under the id " + id + ".")
        .with(json -> json.writeStringField("id", id));
  }
}
