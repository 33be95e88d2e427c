package linkhold.http;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;
import linkhold.domain.memory.InMemoryStore;

/** A server with token authentication, with accounts {@code ann} and {@code bob}. */
public final class TokenServer implements AutoCloseable {

  public static final HttpSettings SETTINGS =
      new HttpSettings("127.0.0.1", 0).withAuthentication(Authentication.TOKEN);

  public final Stores stores;
  public final TestServer http;

  private TokenServer(Stores stores, TestServer http) {
    this.stores = stores;
    this.http = http;
  }

  public static TokenServer start() {
    return start(SETTINGS);
  }

  public static TokenServer start(HttpSettings settings) {
    InMemoryStore store = storeOfTwo();
    return start(settings, store, store.tokens(), Clock.systemUTC());
  }

  public static TokenServer start(
      HttpSettings settings, InMemoryStore store, TokenStore tokens, Clock clock) {
    return new TokenServer(store, TestServer.start(settings, store, tokens, clock));
  }

  /** A server over {@code stores}, which are empty. */
  public static TokenServer over(Stores stores) {
    stores.accounts().add("ann");
    stores.accounts().add("bob");
    return new TokenServer(stores, TestServer.start(SETTINGS, stores));
  }

  public static InMemoryStore storeOfTwo() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    store.accounts().add("ann");
    store.accounts().add("bob");
    return store;
  }

  public Issued issue(String account, Scope scope) {
    return stores.tokens().issue(account, "of a test", scope, null);
  }

  /** The secret of a new token. */
  public String secret(String account, Scope scope) {
    return issue(account, scope).secret().reveal();
  }

  public HttpResponse<String> get(String secret, String path) {
    return call(secret, "GET", path);
  }

  public HttpResponse<String> call(String secret, String method, String path) {
    return http.send(authorized(secret, path).method(method, BodyPublishers.noBody()));
  }

  public HttpResponse<String> send(String secret, String method, String path, String json) {
    return http.send(
        authorized(secret, path)
            .header("Content-Type", TestServer.JSON)
            .method(method, BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> post(String secret, String path, String json) {
    return send(secret, "POST", path, json);
  }

  private HttpRequest.Builder authorized(String secret, String path) {
    return http.request(path).header("Authorization", "Bearer " + secret);
  }

  @Override
  public void close() {
    http.close();
  }
}
