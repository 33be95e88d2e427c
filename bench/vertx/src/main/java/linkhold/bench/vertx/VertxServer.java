package linkhold.bench.vertx;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import linkhold.bench.rival.AccountsByToken;
import linkhold.bench.rival.BareRow;
import linkhold.bench.rival.Draft;
import linkhold.bench.rival.Environment;
import linkhold.bench.rival.SavedLink;
import linkhold.domain.TokenDigest;

/** Saves, single links and pages over Vert.x, and the same of bare rows. */
public final class VertxServer extends VerticleBase {

  private static final String LINKS = "/v1/links";
  private static final int LIMIT = 50;

  private final AccountsByToken tokens;
  private final VertxLinks links;
  private final BareRows bareRows;
  private final int port;

  private VertxServer(AccountsByToken tokens, PgPools pools, int port) {
    this.tokens = tokens;
    this.links = new VertxLinks(pools);
    this.bareRows = new BareRows(pools);
    this.port = port;
  }

  /** Serves until the process ends. */
  public static void main(String[] arguments) throws IOException {
    Vertx vertx = Vertx.vertx();
    AccountsByToken tokens = new AccountsByToken();
    PgPools pools = PgPools.connect(vertx);
    int port = freePort();
    vertx
        .deployVerticle(
            () -> new VertxServer(tokens, pools, port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .onSuccess(id -> Environment.ready(port))
        .onFailure(e -> Runtime.getRuntime().exit(1));
  }

  /** One port for all event loops, which share it. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1");
  }

  private void handle(HttpServerRequest request) {
    if (request.uri().startsWith(BareRow.PREFIX)) {
      bareRows.answer(request).onFailure(e -> fail(request, e));
    } else if (request.method().equals(HttpMethod.POST)) {
      request
          .body()
          .compose(body -> account(request).compose(account -> save(request, account, body)))
          .onFailure(e -> fail(request, e));
    } else {
      account(request)
          .compose(account ->
              LINKS.equals(request.uri()) ? page(request, account) : find(request, account))
          .onFailure(e -> fail(request, e));
    }
  }

  private Future<Void> save(HttpServerRequest request, long account, Buffer body) {
    Draft draft;
    try {
      draft = Draft.parse(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return links
        .save(account, draft)
        .compose(link -> {
          request.response().setStatusCode(link.isNew() ? 201 : 200);
          return answer(request.response(), link);
        });
  }

  private Future<Void> find(HttpServerRequest request, long account) {
    long id = Long.parseLong(request.uri().substring(LINKS.length() + 1));
    return links
        .find(account, id)
        .compose(link ->
            link.isEmpty()
                ? request.response().setStatusCode(404).end()
                : answer(request.response(), link.get()));
  }

  private Future<Void> page(HttpServerRequest request, long account) {
    return links
        .page(account, LIMIT + 1)
        .compose(found ->
            request
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(SavedLink.page(found, LIMIT))));
  }

  private static Future<Void> answer(HttpServerResponse response, SavedLink link) {
    return response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.ETAG, link.entityTag())
        .end(Buffer.buffer(link.toJson()));
  }

  private Future<Long> account(HttpServerRequest request) {
    TokenDigest token = AccountsByToken.digest(request.getHeader(HttpHeaders.AUTHORIZATION));
    if (token == null) {
      return Future.failedFuture(new Unauthorised());
    }
    Long known = tokens.account(token);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    return links
        .accountOf(token)
        .compose(account -> {
          if (account.isEmpty()) {
            return Future.failedFuture(new Unauthorised());
          }
          tokens.remember(token, account.get());
          return Future.succeededFuture(account.get());
        });
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    request.response().setStatusCode(failure instanceof Unauthorised ? 401 : 500).end();
  }

  /** No token, or an unknown one. */
  private static final class Unauthorised extends RuntimeException {}
}
