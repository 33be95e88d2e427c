package linkhold.bench.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import linkhold.bench.rival.AccountsByToken;
import linkhold.bench.rival.Draft;
import linkhold.bench.rival.Environment;
import linkhold.bench.rival.SavedLink;
import linkhold.domain.TokenDigest;

/** Saves, single links and pages over Helidon, HikariCP and JDBC, and the same of bare rows. */
public final class JdbcServer {

  private static final int LIMIT = 50;

  private final AccountsByToken tokens = new AccountsByToken();
  private final JdbcLinks links;

  private JdbcServer(JdbcLinks links) {
    this.links = links;
  }

  /** Serves until the process ends. */
  public static void main(String[] arguments) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Environment.jdbcUrl());
    config.setUsername(Environment.user());
    config.setPassword(Environment.password());
    config.setMaximumPoolSize(Environment.CONNECTIONS);
    var database = new HikariDataSource(config);
    var server = new JdbcServer(new JdbcLinks(database));
    var bareRows = new BareRows(database);
    WebServer web =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
            .routing(routing -> {
              server.routes(routing);
              bareRows.routes(routing);
            })
            .build()
            .start();
    Environment.ready(web.port());
  }

  private void routes(HttpRules rules) {
    rules
        .post("/v1/links", this::save)
        .get("/v1/links/{id}", this::find)
        .get("/v1/links", this::page);
  }

  private void save(ServerRequest request, ServerResponse response)
      throws IOException, SQLException {
    Optional<Long> account = account(request);
    if (account.isEmpty()) {
      response.status(Status.UNAUTHORIZED_401).send();
      return;
    }
    SavedLink link = links.save(account.get(), Draft.parse(request.content().as(byte[].class)));
    response.status(link.isNew() ? Status.CREATED_201 : Status.OK_200);
    answer(response, link);
  }

  private void find(ServerRequest request, ServerResponse response) throws SQLException {
    Optional<Long> account = account(request);
    if (account.isEmpty()) {
      response.status(Status.UNAUTHORIZED_401).send();
      return;
    }
    long id = Long.parseLong(request.path().pathParameters().get("id"));
    Optional<SavedLink> link = links.find(account.get(), id);
    if (link.isEmpty()) {
      response.status(Status.NOT_FOUND_404).send();
    } else {
      answer(response, link.get());
    }
  }

  private void page(ServerRequest request, ServerResponse response) throws SQLException {
    Optional<Long> account = account(request);
    if (account.isEmpty()) {
      response.status(Status.UNAUTHORIZED_401).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(SavedLink.page(links.page(account.get(), LIMIT + 1), LIMIT));
  }

  private static void answer(ServerResponse response, SavedLink link) {
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.header(HeaderNames.ETAG, link.entityTag());
    response.send(link.toJson());
  }

  private Optional<Long> account(ServerRequest request) throws SQLException {
    TokenDigest token =
        AccountsByToken.digest(request.headers().first(HeaderNames.AUTHORIZATION).orElse(null));
    if (token == null) {
      return Optional.empty();
    }
    Long known = tokens.account(token);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Long> account = links.accountOf(token);
    account.ifPresent(id -> tokens.remember(token, id));
    return account;
  }
}
