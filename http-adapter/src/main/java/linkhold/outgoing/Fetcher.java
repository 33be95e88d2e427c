package linkhold.outgoing;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over a connection of its own, to addresses that the caller has checked, and
 * reads what comes back within limits of time and size. It sends no cookies, no credentials and no
 * referrer, and follows no redirect.
 */
final class Fetcher implements AutoCloseable {

  private static final Duration HEADERS = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 2 * 1024 * 1024;
  private static final int MAX_DECOMPRESSED_BYTES = 5 * 1024 * 1024;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_LENGTH = 64 * 1024;

  private final String userAgent;
  private final Lookup<TlsSocketStrategy> tls =
      RegistryBuilder.<TlsSocketStrategy>create()
          .register("https", DefaultClientTlsStrategy.createDefault())
          .build();
  private final Set<HttpUriRequestBase> underWay = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer;

  /**
   * A fetcher.
   *
   * @param name of the thread that cancels requests at their deadlines
   */
  Fetcher(String name, String userAgent) {
    this.userAgent = userAgent;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
  }

  /**
   * The answer to a GET of {@code target}.
   *
   * @param addresses to be connected to, one after the other, and no others
   * @param stop decides when the rest of the body is not needed
   * @throws IOException when there is no answer in time
   */
  Answer get(Target target, List<InetAddress> addresses, Deadline deadline, StopCondition stop)
      throws IOException {
    HttpGet request = new HttpGet("/");
    request.setHeader("Accept", "text/html,application/xhtml+xml,*/*;q=0.5");
    request.setHeader("Accept-Encoding", "gzip");
    return send(request, target, addresses, deadline, stop);
  }

  /**
   * The status that a POST of {@code target} is answered with.
   *
   * @param addresses to be connected to, one after the other, and no others
   * @throws IOException when there is no answer in time
   */
  int post(
      Target target,
      List<InetAddress> addresses,
      Deadline deadline,
      Map<String, String> headers,
      byte[] json)
      throws IOException {
    HttpPost request = new HttpPost("/");
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
    return send(request, target, addresses, deadline, (_, _) -> true).status();
  }

  private Answer send(
      HttpUriRequestBase request,
      Target target,
      List<InetAddress> addresses,
      Deadline deadline,
      StopCondition stop)
      throws IOException {
    request.setScheme(target.scheme());
    request.setAuthority(new URIAuthority(target.host(), target.port()));
    request.setPath(target.path());
    underWay.add(request);
    Deadline headers = deadline.within(HEADERS);
    ScheduledFuture<?> headersLate = cancelAt(headers, request);
    ScheduledFuture<?> late = cancelAt(deadline, request);
    @Nullable Answer answer = null;
    try (CloseableHttpClient client = client(target, addresses, headers);
        ClassicHttpResponse response =
            client.executeOpen(
                new HttpHost(target.scheme(), target.host(), target.port()), request, null)) {
      headersLate.cancel(false);
      byte[] body = body(response, stop);
      answer =
          new Answer(
              response.getCode(),
              value(response, "Content-Type"),
              value(response, "Location"),
              value(response, "Content-Disposition"),
              body);
      request.cancel(); // or closing would read the rest
    } catch (IOException | IllegalStateException e) {
      if (answer == null) {
        throw new IOException(e);
      }
      // What failed was closing a connection that is closed.
    } finally {
      headersLate.cancel(false);
      late.cancel(false);
      underWay.remove(request);
    }
    return answer;
  }

  private ScheduledFuture<?> cancelAt(Deadline deadline, HttpUriRequestBase request) {
    return timer.schedule(
        () -> Thread.startVirtualThread(request::cancel),
        deadline.left().toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private CloseableHttpClient client(
      Target target, List<InetAddress> addresses, Deadline connected) {
    var connections =
        BasicHttpClientConnectionManager.create(
            null,
            new Pinned(target.host(), addresses),
            tls,
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_HEADER_LENGTH)
                        .build())
                .build());
    Timeout timeout = Timeout.ofMilliseconds(Math.max(1, connected.left().toMillis()));
    connections.setConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(timeout).setSocketTimeout(timeout).build());
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setUserAgent(userAgent)
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableRedirectHandling()
        .build();
  }

  private static @Nullable String value(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static byte[] body(ClassicHttpResponse response, StopCondition stop) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null || entity.getContent() == null) {
      return new byte[0];
    }
    String encoding = value(response, "Content-Encoding");
    InputStream raw = new Limited(entity.getContent(), MAX_BYTES);
    boolean gzip =
        encoding != null && encoding.toLowerCase(Locale.ROOT).matches("\\s*(x-)?gzip\\s*");
    return read(gzip ? new GZIPInputStream(raw) : raw, stop);
  }

  /** Reads until it is enough or the connection is lost: the part that arrived may have a title. */
  private static byte[] read(InputStream in, StopCondition stop) throws IOException {
    Body body = new Body();
    byte[] buffer = new byte[16 * 1024];
    try {
      int count = in.read(buffer);
      while (count >= 0) {
        body.write(buffer, 0, Math.min(count, MAX_DECOMPRESSED_BYTES - body.size()));
        if (body.size() >= MAX_DECOMPRESSED_BYTES || body.isComplete(stop)) {
          return body.toByteArray();
        }
        count = in.read(buffer);
      }
    } catch (IOException e) {
      if (body.size() == 0) {
        throw e;
      }
    }
    return body.toByteArray();
  }

  private static final class Body extends ByteArrayOutputStream {

    boolean isComplete(StopCondition stop) {
      return stop.test(buf, count);
    }
  }

  /** A stream that ends after a number of bytes. */
  private static final class Limited extends FilterInputStream {

    private long left;

    Limited(InputStream in, long max) {
      super(in);
      this.left = max;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int count = super.read(buffer, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }
  }

  /** Knows the addresses of one host. */
  private record Pinned(String host, List<InetAddress> addresses) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      if (!name.equals(host)) {
        throw new UnknownHostException(name);
      }
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String name) {
      return name;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    underWay.forEach(HttpUriRequestBase::cancel);
  }
}
