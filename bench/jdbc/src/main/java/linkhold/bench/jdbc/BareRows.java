package linkhold.bench.jdbc;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import linkhold.bench.rival.BareRow;
import linkhold.bench.rival.Statements;

/** The calls on links of which nothing but the URL is kept. */
final class BareRows {

  private static final String SAVE = Statements.forJdbc(BareRow.SAVE);
  private static final String FIND = Statements.forJdbc(BareRow.FIND);
  private static final String PAGE = Statements.forJdbc(BareRow.PAGE);
  private static final String LIST = Statements.forJdbc(BareRow.LIST);
  private static final int LIMIT = 50;

  private final DataSource database;

  BareRows(DataSource database) {
    this.database = database;
  }

  void routes(HttpRules rules) {
    rules
        .post(BareRow.PREFIX + "/v1/links", this::save)
        .get(BareRow.PREFIX + "/v1/links/{id}", this::find)
        .get(BareRow.PREFIX + "/v1/links", this::page)
        .get(BareRow.PREFIX + "/links", this::list);
  }

  private void save(ServerRequest request, ServerResponse response)
      throws IOException, SQLException {
    String url = BareRow.url(request.content().as(byte[].class));
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setString(1, url);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        response.status(Status.CREATED_201);
        send(response, new BareRow(row.getLong(1), url).toJson());
      }
    }
  }

  private void find(ServerRequest request, ServerResponse response) throws SQLException {
    List<BareRow> found = rows(FIND, Long.parseLong(request.path().pathParameters().get("id")));
    if (found.isEmpty()) {
      response.status(Status.NOT_FOUND_404).send();
    } else {
      send(response, found.getFirst().toJson());
    }
  }

  private void page(ServerRequest request, ServerResponse response) throws SQLException {
    send(response, BareRow.page(rows(PAGE, LIMIT)));
  }

  private void list(ServerRequest request, ServerResponse response) throws SQLException {
    List<String> urls = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(LIST)) {
      statement.setLong(1, Long.parseLong(request.query().get("count")));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          urls.add(row.getString(1));
        }
      }
    }
    send(response, BareRow.list(urls));
  }

  private List<BareRow> rows(String query, long parameter) throws SQLException {
    List<BareRow> rows = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setLong(1, parameter);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(new BareRow(row.getLong(1), row.getString(2)));
        }
      }
    }
    return rows;
  }

  private static void send(ServerResponse response, byte[] json) {
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json);
  }
}
