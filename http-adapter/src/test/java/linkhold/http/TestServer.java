package linkhold.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import linkhold.domain.AccountStore;
import linkhold.domain.ForwardingStores;
import linkhold.domain.LinkStore;
import linkhold.domain.PageReader;
import linkhold.domain.Patience;
import linkhold.domain.Stores;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.call.Monitor;
import org.jspecify.annotations.Nullable;

/** A server on a free port and the ways to call it. */
public final class TestServer implements AutoCloseable {

  public static final String JSON = "application/json";

  public final HttpApi api;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestServer(HttpSettings settings, Stores stores, Clock clock) {
    this(new HttpApi(settings, stores, clock));
  }

  private TestServer(HttpApi api) {
    this.api = api;
  }

  /** A server that reads pages by {@code reader}. */
  public static TestServer start(Stores stores, PageReader reader) {
    return new TestServer(
        new HttpApi(
            new HttpSettings("127.0.0.1", 0), stores, Clock.systemUTC(), Monitor.NONE, reader));
  }

  public static TestServer start() {
    return start(new InMemoryStore(Clock.systemUTC()));
  }

  public static TestServer start(Stores stores) {
    return start(new HttpSettings("127.0.0.1", 0), stores);
  }

  /** A server over {@code store}, but with other tokens. */
  public static TestServer start(
      HttpSettings settings, InMemoryStore store, TokenStore tokens, Clock clock) {
    return new TestServer(
        settings,
        new MixedStores(
            store.accounts(), store.links(), store.tags(), tokens, store, store::isReady),
        clock);
  }

  public static TestServer start(HttpSettings settings, Stores stores) {
    return new TestServer(settings, stores, Clock.systemUTC());
  }

  public static TestServer start(LinkStore links, TagStore tags, AccountStore accounts) {
    HttpSettings settings = new HttpSettings("127.0.0.1", 0);
    InMemoryStore noTokens = new InMemoryStore(Clock.systemUTC());
    return new TestServer(
        settings,
        new MixedStores(accounts, links, tags, noTokens.tokens(), noTokens, noTokens::isReady),
        Clock.systemUTC());
  }

  /** A server whose links have no tags. */
  public static TestServer start(LinkStore links, AccountStore accounts) {
    return start(new HttpSettings("127.0.0.1", 0), links, accounts, () -> true);
  }

  /** A server whose links have no tags, and without tokens. */
  public static TestServer start(
      HttpSettings settings, LinkStore links, AccountStore accounts, BooleanSupplier ready) {
    InMemoryStore none = new InMemoryStore(Clock.systemUTC());
    return new TestServer(
        settings,
        new MixedStores(accounts, links, none.tags(), none.tokens(), none, ready),
        Clock.systemUTC());
  }

  /** Stores of several sources; those that are not given are those of {@code rest}. */
  private static final class MixedStores extends ForwardingStores {

    private final AccountStore accounts;
    private final LinkStore links;
    private final TagStore tags;
    private final TokenStore tokens;
    private final BooleanSupplier ready;

    MixedStores(
        AccountStore accounts,
        LinkStore links,
        TagStore tags,
        TokenStore tokens,
        Stores rest,
        BooleanSupplier ready) {
      super(rest);
      this.accounts = accounts;
      this.links = links;
      this.tags = tags;
      this.tokens = tokens;
      this.ready = ready;
    }

    @Override
    public AccountStore accounts() {
      return accounts;
    }

    @Override
    public LinkStore links() {
      return links;
    }

    @Override
    public TagStore tags() {
      return tags;
    }

    @Override
    public TokenStore tokens() {
      return tokens;
    }

    @Override
    public boolean isReady() {
      return ready.getAsBoolean();
    }
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  public HttpResponse<String> call(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  public HttpResponse<String> post(String path, String json) {
    return post(path, JSON, json.getBytes(UTF_8));
  }

  public HttpResponse<String> post(String path, @Nullable String contentType, byte[] body) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    return send(request);
  }

  public HttpResponse<String> get(String path, String header, String value) {
    return send(request(path).header(header, value));
  }

  /** Sends a body of JSON with these headers besides, names and values in turn. */
  public HttpResponse<String> call(String method, String path, String json, String... headers) {
    HttpRequest.Builder request =
        request(path).method(method, BodyPublishers.ofString(json)).header("Content-Type", JSON);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  public HttpResponse<String> delete(String path, String... headers) {
    HttpRequest.Builder request = request(path).DELETE();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Sends a request, and checks it and its answer against the OpenAPI document. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    Contract.check(response.request(), response);
    return response;
  }

  /** Sends a request, without checking it against the OpenAPI document. */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the server sends back for these bytes until it closes the connection. */
  public String raw(String request) throws IOException {
    return raw(request.getBytes(ISO_8859_1));
  }

  /** What the server sends back for these bytes until it closes the connection. */
  public String raw(byte[] request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      return readAll(socket);
    }
  }

  public Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), api.port());
    socket.setSoTimeout(Patience.millis(20_000));
    return socket;
  }

  public static String readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), UTF_8);
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}
