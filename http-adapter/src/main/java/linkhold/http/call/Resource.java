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
 * One path, what each method does there, and what the server needs to know before it calls one: who
 * may, how large a body may be, how errors are written. {@code HEAD} is answered like {@code GET}
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
    /** There is nothing here, and only accounts are told so. */
    NOBODY
  }

  /**
   * A limit for bodies larger than usual.
   *
   * @param bytes the largest body
   * @param refusal what the client of a larger one reads
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

  /** This resource, for anyone, without a token: it tells nothing about any account. */
  public Resource forAnyone() {
    return forAudience(Audience.ANYONE);
  }

  /**
   * This resource, for anyone, also where open mode refuses other requests, such as those to which
   * a page of another site leads: what is the same for everybody, and changes nothing.
   */
  public Resource forVisitors() {
    return forAudience(Audience.VISITORS);
  }

  /**
   * This resource, for anyone, and also when the server is as busy as it may be or refuses other
   * requests in open mode: for programs that watch the server.
   */
  public Resource forProbes() {
    return forAudience(Audience.PROBES);
  }

  /** This resource, also for requests without any token; they learn nothing about any account. */
  public Resource forAnonymousToo() {
    return forAudience(Audience.ACCOUNTS_AND_ANONYMOUS);
  }

  /** This resource, for tokens of any scope, whatever the method: it changes no links. */
  public Resource forReaders() {
    return forAudience(Audience.READERS);
  }

  /** This resource, where anyone may {@code POST}, to sign in, and tokens of any scope the rest. */
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

  /** This resource, whose {@code GET} has parameters, and itself refuses those it does not know. */
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

  /** How it talks to clients. */
  public Dialect dialect() {
    return dialect;
  }

  /** The limit for its bodies; empty where the usual one holds. */
  public Optional<LargeBody> largeBody() {
    return largeBody;
  }

  /** Whether it is served also when other requests are refused. */
  public boolean isForProbes() {
    return audience == Audience.PROBES;
  }

  /** Whether it is served also when open mode refuses other requests. */
  public boolean isUnguarded() {
    return audience == Audience.PROBES || audience == Audience.VISITORS;
  }

  /** Whether requests without any token may come here. */
  public boolean isForAnonymousToo() {
    return audience == Audience.ACCOUNTS_AND_ANONYMOUS;
  }

  /** What {@code method} needs here; empty when anyone may. */
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
   * @throws RefusedRequest when there is nothing here, or nothing for this method
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

  /**
   * A parameter that a call of {@code /v1} does not have is a mistake, as a member of a body is.
   */
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
