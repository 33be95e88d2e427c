package linkhold.http;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import linkhold.domain.InMemoryStore;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;

/** A server with token authentication, with accounts {@code ann} and {@code bob}. */
final class TokenServer implements AutoCloseable {

  static final HttpSettings SETTINGS =
      new HttpSettings("127.0.0.1", 0).withAuthentication(Authentication.TOKEN);

  final Stores stores;
  final TestServer http;

  private TokenServer(Stores stores, TestServer http) {
    this.stores = stores;
    this.http = http;
  }

  static TokenServer start() {
    return start(SETTINGS);
  }

  static TokenServer start(HttpSettings settings) {
    InMemoryStore store = storeOfTwo();
    return start(settings, store, store, Clock.systemUTC());
  }

  static TokenServer start(
      HttpSettings settings, InMemoryStore store, TokenStore tokens, Clock clock) {
    return new TokenServer(store, TestServer.start(settings, store, tokens, clock));
  }

  /** A server over {@code stores}, which are empty. */
  static TokenServer over(Stores stores) {
    stores.accounts().add("ann");
    stores.accounts().add("bob");
    return new TokenServer(stores, TestServer.start(SETTINGS, stores));
  }

  static InMemoryStore storeOfTwo() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    store.add("ann");
    store.add("bob");
    return store;
  }

  Issued issue(String account, Scope scope) {
    return stores.tokens().issue(account, "of a test", scope, null);
  }

  /** The secret of a new token. */
  String secret(String account, Scope scope) {
    return issue(account, scope).secret().reveal();
  }

  HttpResponse<String> get(String secret, String path) {
    return call(secret, "GET", path);
  }

  HttpResponse<String> call(String secret, String method, String path) {
    return http.send(authorized(secret, path).method(method, BodyPublishers.noBody()));
  }

  HttpResponse<String> send(String secret, String method, String path, String json) {
    return http.send(
        authorized(secret, path)
            .header("Content-Type", TestServer.JSON)
            .method(method, BodyPublishers.ofString(json)));
  }

  HttpResponse<String> post(String secret, String path, String json) {
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
