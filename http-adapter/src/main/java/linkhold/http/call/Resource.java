package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.domain.Scope;

/**
 * One path, the endpoint of each method, and what the server checks before it calls one: who may
 * call, how large a body may be, how errors are written. {@code HEAD} is answered like {@code GET}
 * without the body, {@code OPTIONS} with the supported methods, any other method with 405.
 */
public final class Resource {

  /** Methods that change nothing (RFC 9110, 9.2.1). */
  private static final Set<Method> READING = Set.of(Method.GET, Method.HEAD, Method.OPTIONS);

  /** Where unknown parameters are refused; the tutorial's calls and linkding's ignore them. */
  private static final String STRICT = "/v1/";

  /** Who may call. */
  private enum Audience {
    PROBES,
    ANYONE,
    VISITORS,
    ACCOUNTS_AND_ANONYMOUS,
    ACCOUNTS,
    READERS,
    SIGNING_IN,
    ADMINS,
    /** There is no resource; only authenticated callers get that answer. */
    NOBODY
  }

  /**
   * A limit for bodies larger than usual.
   *
   * @param bytes the largest body
   * @param refusal the detail of the problem for a larger one
   */
  public record LargeBody(long bytes, String refusal) {}

  private final String path;
  private final Map<Method, Endpoint> endpoints;
  private final Audience audience;
  private final Dialect dialect;
  private final Optional<LargeBody> largeBody;
  private final boolean readsQuery;
  private final Header allow;

  private Resource(
      String path,
      Map<Method, Endpoint> endpoints,
      Audience audience,
      Dialect dialect,
      Optional<LargeBody> largeBody,
      boolean readsQuery) {
    this.path = path;
    this.endpoints = endpoints;
    this.audience = audience;
    this.dialect = dialect;
    this.largeBody = largeBody;
    this.readsQuery = readsQuery;
    this.allow = HeaderValues.createCached(HeaderNames.ALLOW, allowed(endpoints.keySet()));
  }

  /** A resource without methods; {@code path} may hold parameters such as <code>{id}</code>. */
  public static Resource at(String path) {
    return new Resource(
        path, Map.of(), Audience.ACCOUNTS, Dialect.LINKHOLD, Optional.empty(), false);
  }

  /** The absence of a resource: 404 for every method, at every path that {@code path} matches. */
  public static Resource nothingAt(String path) {
    return at(path).forAudience(Audience.NOBODY);
  }

  /** This resource with an endpoint for {@code GET}. */
  public Resource get(Endpoint endpoint) {
    return with(Method.GET, endpoint);
  }

  /** This resource with an endpoint for {@code POST}. */
  public Resource post(Endpoint endpoint) {
    return with(Method.POST, endpoint);
  }

  /** This resource with an endpoint for {@code PUT}. */
  public Resource put(Endpoint endpoint) {
    return with(Method.PUT, endpoint);
  }

  /** This resource with an endpoint for {@code PATCH}. */
  public Resource patch(Endpoint endpoint) {
    return with(Method.PATCH, endpoint);
  }

  /** This resource with an endpoint for {@code DELETE}. */
  public Resource delete(Endpoint endpoint) {
    return with(Method.DELETE, endpoint);
  }

  /** This resource, for anyone, without a token: it reveals nothing about any account. */
  public Resource forAnyone() {
    return forAudience(Audience.ANYONE);
  }

  /**
   * This resource, for anyone, even where open mode refuses other requests, such as those that
   * follow a link on another site: its content is the same for everybody, and it changes nothing.
   */
  public Resource forVisitors() {
    return forAudience(Audience.VISITORS);
  }

  /**
   * This resource, for anyone, even when the limit of concurrent requests is reached or open mode
   * refuses other requests: for programs that monitor the server.
   */
  public Resource forProbes() {
    return forAudience(Audience.PROBES);
  }

  /**
   * This resource, also for requests without a token, to which it reveals nothing about any
   * account.
   */
  public Resource forAnonymousToo() {
    return forAudience(Audience.ACCOUNTS_AND_ANONYMOUS);
  }

  /** This resource, for tokens of any scope, whatever the method: it changes no links. */
  public Resource forReaders() {
    return forAudience(Audience.READERS);
  }

  /**
   * This resource, where anyone may {@code POST}, to sign in, and tokens of any scope may use the
   * other methods.
   */
  public Resource forSigningIn() {
    return forAudience(Audience.SIGNING_IN);
  }

  /** This resource, for tokens of scope {@code admin} alone. */
  public Resource forAdmins() {
    return forAudience(Audience.ADMINS);
  }

  private Resource forAudience(Audience other) {
    return new Resource(path, endpoints, other, dialect, largeBody, readsQuery);
  }

  /** This resource in another dialect. */
  public Resource in(Dialect other) {
    return new Resource(path, endpoints, audience, other, largeBody, readsQuery);
  }

  /** This resource with a limit of its own for bodies. */
  public Resource withLargeBody(LargeBody limit) {
    return new Resource(path, endpoints, audience, dialect, Optional.of(limit), readsQuery);
  }

  /** This resource, whose {@code GET} has parameters and refuses unknown ones itself. */
  public Resource withParameters() {
    return new Resource(path, endpoints, audience, dialect, largeBody, true);
  }

  private Resource with(Method method, Endpoint endpoint) {
    Map<Method, Endpoint> more = new LinkedHashMap<>(endpoints);
    more.put(method, endpoint);
    return new Resource(path, more, audience, dialect, largeBody, readsQuery);
  }

  /** The path, with its parameters in braces. */
  public String path() {
    return path;
  }

  /** The methods with an endpoint, such as {@code GET}. */
  public List<String> methods() {
    return endpoints.keySet().stream().map(Method::text).toList();
  }

  /** The API that it belongs to. */
  public Dialect dialect() {
    return dialect;
  }

  /** The limit for its bodies; empty for the usual one. */
  public Optional<LargeBody> largeBody() {
    return largeBody;
  }

  /** Whether it is served when the limit of concurrent requests is reached. */
  public boolean isForProbes() {
    return audience == Audience.PROBES;
  }

  /** Whether it is served when open mode refuses other requests. */
  public boolean isUnguarded() {
    return audience == Audience.PROBES || audience == Audience.VISITORS;
  }

  /** Whether requests without a token are admitted. */
  public boolean isForAnonymousToo() {
    return audience == Audience.ACCOUNTS_AND_ANONYMOUS;
  }

  /** The scope that {@code method} needs; empty when it needs no token. */
  public Optional<Scope> neededScope(Method method) {
    return switch (audience) {
      case PROBES, ANYONE, VISITORS -> Optional.empty();
      case ACCOUNTS, ACCOUNTS_AND_ANONYMOUS ->
          Optional.of(READING.contains(method) ? Scope.READ : Scope.WRITE);
      case SIGNING_IN -> method.equals(Method.POST) ? Optional.empty() : Optional.of(Scope.READ);
      case ADMINS -> Optional.of(Scope.ADMIN);
      case READERS, NOBODY -> Optional.of(Scope.READ);
    };
  }

  /**
   * The answer to {@code request}, which may be served.
   *
   * @throws RefusedRequest when there is no resource, or no such method
   */
  public Response answer(ServerRequest request) {
    if (audience == Audience.NOBODY) {
      throw new RefusedRequest(ProblemType.NOT_FOUND, "There is nothing at this address.");
    }
    Method method = request.prologue().method();
    Endpoint endpoint = endpoints.get(method.equals(Method.HEAD) ? Method.GET : method);
    if (endpoint != null) {
      refuseParameters(request);
      return endpoint.answer(request);
    }
    if (method.equals(Method.OPTIONS)) {
      return Response.NO_CONTENT.with(allow);
    }
    throw new RefusedRequest(
        ProblemType.METHOD_NOT_ALLOWED,
        "This address does not support " + method + ". It supports " + allow.get() + ".",
        allow);
  }

  /** Refuses unknown parameters of calls below {@code /v1}, as unknown members of a body are. */
  private void refuseParameters(ServerRequest request) {
    boolean reads = readsQuery && READING.contains(request.prologue().method());
    if (path.startsWith(STRICT)
        && !reads
        && !request.query().rawValue().isEmpty()
        && !Prefer.isLenient(request)) {
      QueryParameters parameters = QueryParameters.of(request);
      parameters.refuseOthers(Set.of());
      parameters.requireValid();
    }
  }

  private static String allowed(Set<Method> methods) {
    Stream<Method> head = methods.contains(Method.GET) ? Stream.of(Method.HEAD) : Stream.empty();
    return Stream.of(methods.stream(), head, Stream.of(Method.OPTIONS))
        .flatMap(some -> some.map(Method::text))
        .reduce((some, next) -> some + ", " + next)
        .orElseThrow();
  }
}
