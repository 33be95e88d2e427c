package linkhold.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a plain PostgreSQL look like a Citus of two machines: it has what Linkhold asks of Citus,
 * and all rows stay where they are. So the statements for Citus run where there is no Citus.
 */
final class FakeCitus {

  private static final String EXTENSION =
      """
      set allow_system_table_mods = on;
      insert into pg_catalog.pg_extension
        (oid, extname, extowner, extnamespace, extrelocatable, extversion)
      select 999999, 'citus', extowner, extnamespace, false, 'fake'
      from pg_catalog.pg_extension where extname = 'plpgsql';
      reset allow_system_table_mods;
      """;

  private static final String FUNCTIONS =
      """
      create schema fake_citus;
      create table fake_citus.pg_dist_partition (
        logicalrelid regclass primary key, partmethod "char", repmodel "char");
      create table fake_citus.pg_dist_placement (shardid bigint, groupid int);
      insert into fake_citus.pg_dist_placement values (0, 1), (1, 2);
      create function fake_citus.create_reference_table(name regclass) returns void
        language sql as $$ insert into fake_citus.pg_dist_partition values (name, 'n', 't') $$;
      create function fake_citus.create_distributed_table(
          name regclass, col text, colocate_with text) returns void
        language sql as $$ insert into fake_citus.pg_dist_partition values (name, 'h', 's') $$;
      create function fake_citus.truncate_local_data_after_distributing_table(regclass) returns void
        language sql as 'select';
      create function fake_citus.get_shard_id_for_distribution_column(regclass, id bigint)
        returns bigint language sql as 'select id % 2';
      """;

  private FakeCitus() {}

  /** Makes a new empty database look so. */
  static void into(DatabaseSettings settings) {
    String database = settings.jdbcUrl().replaceFirst(".*/(\\w+)(\\?.*)?$", "$1");
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(EXTENSION);
      statement.execute(FUNCTIONS);
      statement.execute(
          "alter database " + database + " set search_path = \"$user\", public, fake_citus");
    } catch (SQLException e) {
      throw new IllegalStateException("No database that looks like Citus.", e);
    }
  }
}
