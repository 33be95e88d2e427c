package linkhold.bench.vertx;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import linkhold.bench.rival.Environment;

/**
 * The connections to the database.
 *
 * @param saving connections with one call at a time, since pipelined saves would wait for each
 *     other's locks
 * @param reading few connections, with many pipelined calls on each
 */
record PgPools(SqlClient saving, SqlClient reading) {

  private static final int READ_CONNECTIONS = 2;
  private static final int READS_IN_FLIGHT = 64;

  static PgPools connect(Vertx vertx) {
    return new PgPools(
        PgBuilder.pool()
            .connectingTo(options().setPipeliningLimit(1))
            .with(new PoolOptions().setMaxSize(Environment.CONNECTIONS - READ_CONNECTIONS))
            .using(vertx)
            .build(),
        PgBuilder.client()
            .connectingTo(options().setPipeliningLimit(READS_IN_FLIGHT))
            .with(new PoolOptions().setMaxSize(READ_CONNECTIONS))
            .using(vertx)
            .build());
  }

  private static PgConnectOptions options() {
    return PgConnectOptions.fromUri(Environment.uri())
        .setUser(Environment.user())
        .setPassword(Environment.password())
        .setCachePreparedStatements(true);
  }
}
