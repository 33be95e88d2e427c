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
 * One request and its response, for logs and metrics: route, caller, status, sizes and times, but
 * never a URL of a link, a query or a token. Confined to the thread that serves the request.
 */
public final class Exchange {

  /** The header of a request's id, in requests and in responses. */
  public static final HeaderName ID_HEADER = HeaderNames.create("X-Request-Id");

  /** The route of a request that reached no resource. */
  public static final String NO_ROUTE = "/*";

  private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

  private static final HeaderName TRACE_HEADER = HeaderNames.create("traceparent");

  /** Ids of clients that are logged as they are. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");

  /** Version, trace, span and flags (W3C Trace Context, 3.2.2). */
  private static final Pattern TRACE =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** Known methods; clients may invent more, which are recorded as one. */
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

  /** Begins the exchange of a request. It keeps the client's id, if that is valid. */
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

  /** Records the setting whose limit refuses the current request. */
  public static void noteLimit(String setting) {
    Exchange current = current();
    if (current != null) {
      current.limit = setting;
    }
  }

  /** Runs {@code serving} with this as the current exchange. */
  public void run(Runnable serving) {
    ScopedValue.where(CURRENT, this).run(serving);
  }

  /** Records the resource that is called, by its path with parameters in braces. */
  public void route(String path) {
    route = path;
  }

  /** Records the {@code traceparent} of the span of its own. */
  public void trace(String traceparent) {
    trace = Optional.of(traceparent);
  }

  /** Records the account for which it acts, and the token; 0 for none. */
  public void caller(long accountId, long tokenId) {
    account = accountId;
    token = tokenId;
  }

  /** Records that the response goes on until one side ends it. */
  public void endless() {
    endless = true;
  }

  /** Records the type of the problem that answers it. */
  public void problem(ProblemType type) {
    problem = type.slug();
  }

  /** Records a call of a store, which took {@code nanos} nanoseconds. */
  public void called(String name, long nanos) {
    if (nanos > slowestNanos) {
      slowestCall = name;
      slowestNanos = nanos;
    }
  }

  /** Ends it with a status; 0 when the connection was lost before the end. */
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

  /** The id of its token; 0 for none. */
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

  /** The type of the problem in its response; empty for none. */
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
