package linkhold.bench.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import linkhold.bench.rival.Draft;
import linkhold.bench.rival.SavedLink;
import linkhold.bench.rival.Statements;
import linkhold.domain.TokenDigest;

/** Links over the reactive client. */
final class VertxLinks {

  private final PgPools pools;

  VertxLinks(PgPools pools) {
    this.pools = pools;
  }

  Future<Optional<Long>> accountOf(TokenDigest token) {
    return pools
        .reading()
        .preparedQuery(Statements.ACCOUNT_OF_TOKEN)
        .execute(Tuple.of(Buffer.buffer(token.bytes())))
        .map(rows ->
            rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next().getLong(0)));
  }

  Future<SavedLink> save(long account, Draft draft) {
    return pools
        .saving()
        .preparedQuery(Statements.SAVE)
        .execute(
            Tuple.of(
                account,
                Buffer.buffer(draft.url().digest()),
                draft.url().given(),
                draft.title(),
                draft.note(),
                draft.searchText()))
        .map(rows -> links(rows).getFirst());
  }

  Future<Optional<SavedLink>> find(long account, long id) {
    return pools
        .reading()
        .preparedQuery(Statements.FIND)
        .execute(Tuple.of(account, id))
        .map(rows -> links(rows).stream().findFirst());
  }

  Future<List<SavedLink>> page(long account, int limit) {
    return pools
        .reading()
        .preparedQuery(Statements.PAGE)
        .execute(Tuple.of(account, (long) limit))
        .map(VertxLinks::links);
  }

  private static List<SavedLink> links(RowSet<Row> rows) {
    List<SavedLink> links = new ArrayList<>(rows.size());
    for (Row row : rows) {
      links.add(
          new SavedLink(
              row.getLong(0),
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              List.of(row.getArrayOfStrings(5)),
              row.getBoolean(6),
              row.getBoolean(7),
              row.getBoolean(8),
              row.getBoolean(9),
              row.getOffsetDateTime(10),
              row.getOffsetDateTime(11),
              row.getLong(12),
              row.getLong(13)));
    }
    return links;
  }
}
