package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.domain.Scope;

/**
 * One path and what each method does there. {@code HEAD} is answered like {@code GET} without the
 * body, {@code OPTIONS} with the methods that there are, any other method with 405.
 */
public final class Resource implements Handler {

  /** Methods that change nothing (RFC 9110, 9.2.1). */
  private static final Set<Method> READING = Set.of(Method.GET, Method.HEAD, Method.OPTIONS);

  /** Whom it is for. */
  private enum Audience {
    ANYONE,
    ACCOUNTS_AND_STRANGERS,
    ACCOUNTS,
    ADMINS
  }

  private final String path;
  private final Map<Method, Endpoint> endpoints;
  private final Audience audience;
  private final Header allow;

  private Resource(String path, Map<Method, Endpoint> endpoints, Audience audience) {
    this.path = path;
    this.endpoints = endpoints;
    this.audience = audience;
    this.allow = HeaderValues.createCached(HeaderNames.ALLOW, allowed(endpoints.keySet()));
  }

  /** A resource without methods; {@code path} may hold parameters such as <code>{id}</code>. */
  public static Resource at(String path) {
    return new Resource(path, Map.of(), Audience.ACCOUNTS);
  }

  public Resource get(Endpoint endpoint) {
    return with(Method.GET, endpoint);
  }

  public Resource post(Endpoint endpoint) {
    return with(Method.POST, endpoint);
  }

  public Resource put(Endpoint endpoint) {
    return with(Method.PUT, endpoint);
  }

  public Resource patch(Endpoint endpoint) {
    return with(Method.PATCH, endpoint);
  }

  public Resource delete(Endpoint endpoint) {
    return with(Method.DELETE, endpoint);
  }

  /** This resource, for anyone, without a token: it tells nothing of any account. */
  public Resource forAnyone() {
    return new Resource(path, endpoints, Audience.ANYONE);
  }

  /** This resource, also for those who show no token at all; they learn nothing of any account. */
  public Resource forStrangersToo() {
    return new Resource(path, endpoints, Audience.ACCOUNTS_AND_STRANGERS);
  }

  /** This resource, for tokens of scope {@code admin} alone. */
  public Resource forAdmins() {
    return new Resource(path, endpoints, Audience.ADMINS);
  }

  private Resource with(Method method, Endpoint endpoint) {
    Map<Method, Endpoint> more = new LinkedHashMap<>(endpoints);
    more.put(method, endpoint);
    return new Resource(path, more, audience);
  }

  public String path() {
    return path;
  }

  /** The methods with an endpoint, such as {@code GET}. */
  public List<String> methods() {
    return endpoints.keySet().stream().map(Method::text).toList();
  }

  /** Whether those who show no token may come here. */
  public boolean isForStrangersToo() {
    return audience == Audience.ACCOUNTS_AND_STRANGERS;
  }

  /** What {@code method} needs here; empty when anyone may. */
  public Optional<Scope> neededScope(Method method) {
    return switch (audience) {
      case ANYONE -> Optional.empty();
      case ACCOUNTS, ACCOUNTS_AND_STRANGERS ->
          Optional.of(READING.contains(method) ? Scope.READ : Scope.WRITE);
      case ADMINS -> Optional.of(Scope.ADMIN);
    };
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    answer(request).send(request, response);
  }

  private Answer answer(ServerRequest request) {
    Method method = request.prologue().method();
    Endpoint endpoint = endpoints.get(method.equals(Method.HEAD) ? Method.GET : method);
    if (endpoint != null) {
      return endpoint.answer(request);
    }
    if (method.equals(Method.OPTIONS)) {
      return Answer.NO_CONTENT.with(allow);
    }
    throw new RefusedRequest(
        ProblemType.METHOD_NOT_ALLOWED,
        "This address does not support " + method + ". It supports " + allow.get() + ".",
        allow);
  }

  private static String allowed(Set<Method> methods) {
    Stream<Method> head = methods.contains(Method.GET) ? Stream.of(Method.HEAD) : Stream.empty();
    return Stream.of(methods.stream(), head, Stream.of(Method.OPTIONS))
        .flatMap(some -> some.map(Method::text))
        .reduce((some, next) -> some + ", " + next)
        .orElseThrow();
  }
}
