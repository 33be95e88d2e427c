package linkhold.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** New databases in a Citus: each is made on every machine, and the machines are made known. */
final class TestCitus {

  private record Node(String host, int port, boolean coordinates) {}

  /** Each part of each table is made in each new database, so there are few. */
  private static final int PARTS = 4;

  private TestCitus() {}

  /** Whether a server's database is one of Citus. */
  static boolean isOne(DatabaseSettings server) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + Engine.IS_CITUS)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** An engine that is known. */
  static Engine engine(boolean isSpread) {
    Engine engine = new Engine(() -> {});
    engine.note(isSpread);
    return engine;
  }

  /** Makes a database in the cluster of {@code server}, whose own database knows the machines. */
  static DatabaseSettings newDatabase(DatabaseSettings server, String name) throws SQLException {
    List<Node> nodes = nodes(server);
    DatabaseSettings made = RunningPostgres.at(server, name);
    if (nodes.isEmpty()) {
      RunningPostgres.execute(server, "create database " + name);
      RunningPostgres.execute(made, "create extension citus");
      return made;
    }
    for (Node node : nodes) {
      RunningPostgres.execute(at(server, node), "create database " + name);
      RunningPostgres.execute(at(made, node), "create extension citus");
      RunningPostgres.execute(
          at(made, node), "alter database " + name + " set citus.shard_count = " + PARTS);
    }
    for (Node node : nodes) {
      RunningPostgres.execute(
          made,
          "select %s('%s', %d)"
              .formatted(
                  node.coordinates ? "citus_set_coordinator_host" : "citus_add_node",
                  node.host,
                  node.port));
    }
    return made;
  }

  /** Removes a database from each machine. */
  static void drop(DatabaseSettings server, String name) throws SQLException {
    for (Node node : nodes(server)) {
      RunningPostgres.execute(
          at(server, node), "drop database if exists " + name + " with (force)");
    }
  }

  /** The coordinator first; none where there is but one machine. */
  private static List<Node> nodes(DatabaseSettings server) throws SQLException {
    List<Node> nodes = new ArrayList<>();
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select nodename, nodeport, groupid = 0 from pg_dist_node order by groupid")) {
      while (rows.next()) {
        nodes.add(new Node(rows.getString(1), rows.getInt(2), rows.getBoolean(3)));
      }
    }
    return nodes;
  }

  private static DatabaseSettings at(DatabaseSettings settings, Node node) {
    String url =
        settings.jdbcUrl().replaceFirst("//[^/]*/", "//" + node.host + ":" + node.port + "/");
    return DatabaseSettings.of(url, settings.user(), settings.password());
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
