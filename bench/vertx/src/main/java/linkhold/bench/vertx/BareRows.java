package linkhold.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import linkhold.bench.rival.BareRow;

/** The calls on links of which nothing but the URL is kept. */
final class BareRows {

  private static final String LINKS = BareRow.PREFIX + "/v1/links";
  private static final String LIST = BareRow.PREFIX + "/links";
  private static final long LIMIT = 50;

  private final PgPools pools;

  BareRows(PgPools pools) {
    this.pools = pools;
  }

  Future<Void> answer(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.POST)) {
      return request.body().compose(body -> save(request, body));
    }
    if (LIST.equals(request.path())) {
      return list(request, Long.parseLong(request.getParam("count")));
    }
    return LINKS.equals(request.path())
        ? page(request)
        : find(request, Long.parseLong(request.uri().substring(LINKS.length() + 1)));
  }

  private Future<Void> save(HttpServerRequest request, Buffer body) {
    String url;
    try {
      url = BareRow.url(body.getBytes());
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    return pools
        .saving()
        .preparedQuery(BareRow.SAVE)
        .execute(Tuple.of(url))
        .compose(rows -> {
          request.response().setStatusCode(201);
          return end(request, new BareRow(rows.iterator().next().getLong(0), url).toJson());
        });
  }

  private Future<Void> find(HttpServerRequest request, long id) {
    return pools
        .reading()
        .preparedQuery(BareRow.FIND)
        .execute(Tuple.of(id))
        .compose(rows ->
            rows.size() == 0
                ? request.response().setStatusCode(404).end()
                : end(request, rows(rows).getFirst().toJson()));
  }

  private Future<Void> page(HttpServerRequest request) {
    return pools
        .reading()
        .preparedQuery(BareRow.PAGE)
        .execute(Tuple.of(LIMIT))
        .compose(rows -> end(request, BareRow.page(rows(rows))));
  }

  private Future<Void> list(HttpServerRequest request, long count) {
    return pools
        .reading()
        .preparedQuery(BareRow.LIST)
        .execute(Tuple.of(count))
        .compose(rows -> {
          List<String> urls = new ArrayList<>(rows.size());
          rows.forEach(row -> urls.add(row.getString(0)));
          return end(request, BareRow.list(urls));
        });
  }

  private static List<BareRow> rows(RowSet<Row> rows) {
    List<BareRow> links = new ArrayList<>(rows.size());
    rows.forEach(row -> links.add(new BareRow(row.getLong(0), row.getString(1))));
    return links;
  }

  private static Future<Void> end(HttpServerRequest request, byte[] json) {
    return request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(json));
  }
}
