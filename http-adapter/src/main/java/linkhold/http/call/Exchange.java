package linkhold.http.call;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response as operators see them. It knows where the request went and what
 * became of it, and never holds a URL of a link, a query or a token. It belongs to the thread that
 * serves the request.
 */
public final class Exchange {

  /** The header of a request's id, in requests and in responses. */
  public static final HeaderName ID_HEADER = HeaderNames.create("X-Request-Id");

  /** The route of a request that no resource was asked about. */
  public static final String NO_ROUTE = "/*";

  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private static final HeaderName TRACE_HEADER = HeaderNames.create("traceparent");

  /** What may stand in a log as it is. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");

  /** Version, trace, span and flags (W3C Trace Context, 3.2.2). */
  private static final Pattern TRACE =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** Clients may make up more; those are told as one. */
  private static final Set<Method> METHODS =
      Set.of(
          Method.GET,
          Method.HEAD,
          Method.POST,
          Method.PUT,
          Method.PATCH,
          Method.DELETE,
          Method.OPTIONS);

  private final String id;
  private final String method;
  private final long begin = System.nanoTime();
  private Optional<String> trace;
  private long end = begin;
  private String route = NO_ROUTE;
  private boolean endless;
  private long account;
  private long token;
  private int status;
  private long bytes;
  private String problem = "";
  private String limit = "";
  private String slowestCall = "";
  private long slowestNanos;

  private Exchange(String id, Optional<String> trace, String method) {
    this.id = id;
    this.trace = trace;
    this.method = method;
  }

  /** The exchange that a request begins. It keeps an id that the client chose, if it is one. */
  public static Exchange begin(Method method, ServerRequestHeaders headers) {
    Optional<String> trace = first(headers, TRACE_HEADER, TRACE);
    String id = first(headers, ID_HEADER, ID).orElseGet(Exchange::newId);
    return new Exchange(id, trace, METHODS.contains(method) ? method.text() : "other");
  }

  private static Optional<String> first(
      ServerRequestHeaders headers, HeaderName name, Pattern form) {
    if (!headers.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(headers.get(name).get()).filter(text -> form.matcher(text).matches());
  }

  /** An id for a request that has none. */
  public static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** The exchange that this thread serves; null outside of one. */
  public static @Nullable Exchange current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** Notes that a limit, known by its setting, is why the current request is refused. */
  public static void noteLimit(String setting) {
    Exchange current = current();
    if (current != null) {
      current.limit = setting;
    }
  }

  /** Runs {@code serving} as the serving of this exchange. */
  public void run(Runnable serving) {
    ScopedValue.where(CURRENT, this).run(serving);
  }

  /** It goes to the resource at {@code path}, a path with parameters in braces. */
  public void route(String path) {
    route = path;
  }

  /** It is a span of its own, with this {@code traceparent}. */
  public void trace(String traceparent) {
    trace = Optional.of(traceparent);
  }

  /** It acts for an account, by a token; 0 for none. */
  public void caller(long accountId, long tokenId) {
    account = accountId;
    token = tokenId;
  }

  /** Its response goes on until one side ends it. */
  public void endless() {
    endless = true;
  }

  /** It is answered by a problem of this type. */
  public void problem(ProblemType type) {
    problem = type.slug();
  }

  /** It has called a store, which took {@code nanos} nanoseconds. */
  public void called(String name, long nanos) {
    if (nanos > slowestNanos) {
      slowestCall = name;
      slowestNanos = nanos;
    }
  }

  /** It has ended with a status, or with 0 where the connection was lost before the end. */
  public void end(int withStatus, long bytesWritten) {
    status = withStatus;
    bytes = bytesWritten;
    end = System.nanoTime();
  }

  /** The id of the request. */
  public String id() {
    return id;
  }

  /** The {@code traceparent} of the request, if it has a valid one, or that of its own span. */
  public Optional<String> trace() {
    return trace;
  }

  /** The method, or {@code other}. */
  public String method() {
    return method;
  }

  /** The path of the resource, with its parameters in braces. */
  public String route() {
    return route;
  }

  /** Whether the response went on until one side ended it. */
  public boolean isEndless() {
    return endless;
  }

  /** The id of the account for which it acts; 0 for none. */
  public long account() {
    return account;
  }

  /** The id of the token that it showed; 0 for none. */
  public long token() {
    return token;
  }

  /** The status; 0 when the connection was lost before the end. */
  public int status() {
    return status;
  }

  /** How many bytes were written. */
  public long bytes() {
    return bytes;
  }

  /** How long it took, in nanoseconds. */
  public long nanos() {
    return end - begin;
  }

  /** Which problem it was answered by; empty for none. */
  public String problem() {
    return problem;
  }

  /** The setting whose limit refused it; empty for none. */
  public String limit() {
    return limit;
  }

  /** The call of a store that took the longest; empty when none was called. */
  public String slowestCall() {
    return slowestCall;
  }

  /** How long that one took, in nanoseconds. */
  public long slowestNanos() {
    return slowestNanos;
  }
}
