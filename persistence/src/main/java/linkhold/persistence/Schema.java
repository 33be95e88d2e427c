package linkhold.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import linkhold.domain.UnavailableException;
import linkhold.persistence.backup.Restore;
import linkhold.persistence.schema.SchemaHistory;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.ValidateResult;
import org.jooq.exception.DataAccessException;

/** The schema of one database. */
final class Schema {

  private static final Logger LOG = System.getLogger(Schema.class.getName());

  /** PostgreSQL 14, as {@code server_version_num} has it. */
  private static final int OLDEST_VERSION = 140_000;

  /** Flyway's history table is in the current schema only. */
  private static final String HAS_HISTORY =
      """
      select exists (
        select from pg_catalog.pg_class join pg_catalog.pg_namespace n on n.oid = relnamespace
        where relname = 'flyway_schema_history' and nspname = current_schema())
      """;

  /** Whether the current schema has nothing in it, not even an extension's functions. */
  private static final String IS_EMPTY =
      """
      select not exists (
          select from pg_catalog.pg_class where relnamespace = current_schema()::regnamespace)
        and not exists (
          select from pg_catalog.pg_proc where pronamespace = current_schema()::regnamespace)
        and not exists (
          select from pg_catalog.pg_type where typnamespace = current_schema()::regnamespace)
      """;

  /** The lock of servers that make the schema of one database at the same time. */
  private static final long CREATION = 0x6c68_6d61_6b65L;

  private static final String IS_BEING_RESTORED =
      "select exists (select from pg_catalog.pg_namespace where nspname = '"
          + Restore.BUILDING
          + "')";

  /** Whether this is the machine of Citus that changes the schema of all. */
  private static final String IS_COORDINATOR = "select groupid = 0 from pg_dist_local_group";

  /**
   * Spreads the accounts over the machines, all that is of one account on one of them, copies to
   * each machine what is looked up by other keys, and leaves the feed and the webhooks on the
   * coordinator, where any machine may be away while they change. Versions before copied those too.
   * Nothing happens when all is so already. Rows are moved, and the local ones freed.
   */
  private static final String DISTRIBUTE =
      """
      do $$
      declare
        spread constant text[] := '{revisions, links, tags, batches, last_ids, numbered_tags,
          bundles, renewals, page_reads, link_letters, link_words,
          noticed_versions}';
        copied constant text[] := '{accounts, tokens, sign_in_codes, flyway_schema_history}';
        central constant text[] := '{account_feed_counter, account_feed, webhooks}';
        name text;
        last bigint;
        called boolean;
      begin
        perform pg_advisory_xact_lock(%d);
        if (select count(*) = cardinality(spread) + cardinality(copied) + cardinality(central)
            from pg_dist_partition
            where logicalrelid = any(spread::regclass[]) and partmethod = 'h'
              or logicalrelid = any(copied::regclass[]) and repmodel = 't'
              or logicalrelid = any(central::regclass[]) and partmethod = 'n' and repmodel = 's')
        then
          return;
        end if;
        foreach name in array central loop
          continue when exists (
            select from pg_dist_partition
            where logicalrelid = name::regclass and partmethod = 'n' and repmodel = 's');
          if name = 'webhooks' then
            execute 'select last_value, is_called from '
              || pg_get_serial_sequence('webhooks', 'id') into last, called;
          end if;
          if exists (select from pg_dist_partition where logicalrelid = name::regclass) then
            execute format('lock table %%I', name);
            execute format('create table %%I (like %%I including all)', 'new_' || name, name);
            execute format('insert into %%I overriding system value select * from %%I',
              'new_' || name, name);
            execute format('drop table %%I', name);
            execute format('alter table %%I rename to %%I', 'new_' || name, name);
          end if;
          perform citus_add_local_table_to_metadata(name::regclass);
          if name = 'webhooks' then -- whose ids would begin again
            perform setval(pg_get_serial_sequence('webhooks', 'id'), last, called);
          end if;
        end loop;
        perform create_reference_table(given.name::regclass)
          from unnest(copied) with ordinality as given (name, place)
          where not exists (
            select from pg_dist_partition
            where logicalrelid = given.name::regclass and repmodel = 't')
          order by place;
        perform create_distributed_table(given.name::regclass, 'account_id', colocate_with =>
            case given.name when 'revisions' then 'none' else 'revisions' end)
          from unnest(spread) with ordinality as given (name, place)
          where not exists (
            select from pg_dist_partition
            where logicalrelid = given.name::regclass and partmethod = 'h')
          order by place;
        perform truncate_local_data_after_distributing_table('accounts');
      end $$
      """
          .formatted(0x6c68_7370_7265L);

  private final HikariDataSource pool;
  private final Sql sql;
  private final Engine engine;
  private final Duration lockTimeout;

  /**
   * The schema of {@code pool}'s database.
   *
   * @param lockTimeout after how long a statement that waits for a lock fails on the machines of
   *     Citus, which the settings of this program's sessions do not reach
   */
  Schema(HikariDataSource pool, Sql sql, Engine engine, Duration lockTimeout) {
    this.pool = pool;
    this.sql = sql;
    this.engine = engine;
    this.lockTimeout = lockTimeout;
  }

  /**
   * Brings it up to date. Flyway takes long to load, so it runs only when its history table is not
   * exactly that of an up-to-date schema, and not for a new database either.
   *
   * @throws UnavailableException when the database does not answer
   * @throws SchemaException when that cannot be done
   */
  void migrate() {
    int version = Integer.parseInt(text("show server_version_num"));
    if (version < OLDEST_VERSION) {
      throw new SchemaException(
          "The database is PostgreSQL " + version / 10_000 + "; Linkhold needs 14 or newer.");
    }
    String encoding = text("show server_encoding");
    if (!encoding.equals("UTF8")) {
      String database = text("select current_database()");
      throw new SchemaException(
          "The database \""
              + database
              + "\" has the encoding "
              + encoding
              + ", which cannot hold every text; Linkhold needs UTF8. Make another one, such as by:"
              + " create database linkhold encoding 'UTF8' template template0;");
    }
    boolean hasHistory = text(HAS_HISTORY).equals("true");
    if (!hasHistory && text(IS_BEING_RESTORED).equals("true")) {
      throw new SchemaException(
          "A restore into this database is not complete: wait for it, or, if it was interrupted,"
              + " run 'linkhold restore' again.");
    }
    if (!hasHistory && text(IS_EMPTY).equals("true") && !engine.isSpread()) {
      create();
    } else if (!hasHistory || !text(SchemaHistory.QUERY).equals(SchemaHistory.COMPLETE)) {
      if (engine.isSpread() && text(IS_COORDINATOR).equals("false")) {
        throw new SchemaException(
            "This machine of Citus cannot bring the schema up to date. Start a server of this"
                + " version with the coordinator's URL first, or run 'linkhold migrate' with it.");
      }
      migrateByFlyway();
    }
    if (engine.isSpread()) {
      distribute();
    }
  }

  /**
   * Has Citus spread what is not yet spread. Sessions on its machines keep the settings that they
   * began with, so the connections that use them are replaced.
   */
  private void distribute() {
    try {
      sql.run(dsl -> {
        dsl.execute("set local lock_timeout = 0");
        dsl.execute("set local statement_timeout = 0");
        dsl.execute(DISTRIBUTE);
      });
      limitLockWaits();
    } catch (DataAccessException e) {
      throw new SchemaException("Citus cannot spread the tables: " + e.getMessage(), e);
    }
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /** Each machine has to be there for it; otherwise they keep what an earlier start has set. */
  private void limitLockWaits() {
    String database = text("select quote_ident(current_database())");
    try {
      sql.call(dsl ->
          dsl.execute(
              "alter role current_user in database "
                  + database
                  + " set lock_timeout = "
                  + lockTimeout.toMillis()));
    } catch (UnavailableException e) {
      LOG.log(Level.WARNING, "The lock timeout of Citus' machines is left as it is: " + e.reason());
    }
  }

  /** Runs all migrations in one transaction, and notes what Flyway would. */
  private void create() {
    try {
      sql.run(dsl -> {
        dsl.execute("select pg_advisory_xact_lock(" + CREATION + ")");
        // Another server may have been faster.
        if (!dsl.fetchSingle(HAS_HISTORY).get(0, Boolean.class)) {
          for (String script : SchemaHistory.SCRIPTS) {
            dsl.connection(connection -> execute(connection, migration(script)));
          }
          dsl.connection(connection -> execute(connection, SchemaHistory.NOTES));
        }
      });
    } catch (DataAccessException e) {
      if (text(HAS_HISTORY).equals("true")) { // a server of another version began to make it
        migrateByFlyway();
        return;
      }
      SQLException reason = e.getCause(SQLException.class);
      throw new SchemaException(
          "The database's schema cannot be brought up to date: "
              + (reason == null ? e : reason).getMessage(),
          e);
    }
  }

  private static void execute(Connection connection, String commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(commands);
    }
  }

  private static String migration(String script) {
    try (InputStream file = Schema.class.getResourceAsStream("/db/migration/" + script)) {
      return new String(Objects.requireNonNull(file, script).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only value of a query's result; {@code "null"} for null. */
  private String text(String query) {
    return sql.call(dsl -> String.valueOf(dsl.fetchSingle(query).get(0)));
  }

  private void migrateByFlyway() {
    // Development versions may have run later migrations first.
    Flyway flyway = Flyway.configure().dataSource(pool).outOfOrder(true).load();
    try {
      for (MigrationInfo migration : flyway.info().all()) {
        if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
          throw new SchemaException(
              "The database was used by a newer Linkhold: its schema has version "
                  + migration.getVersion()
                  + ", which this one does not know. Start the newer one.");
        }
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new SchemaException(explanation(flyway, e), e);
    }
  }

  /** Explains Flyway's failure to an administrator. */
  private static String explanation(Flyway flyway, FlywayException failure) {
    if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
      return "The database's schema holds tables that are not Linkhold's."
          + " Give Linkhold a database of its own:"
          + " create database linkhold encoding 'UTF8' template template0;";
    }
    SQLException reason = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        reason = sql;
      }
    }
    if (reason != null) {
      return "The database's schema cannot be brought up to date: " + reason.getMessage();
    }
    ValidateResult wrong = flyway.validateWithResult();
    if (wrong.invalidMigrations.isEmpty()) {
      return "The database's schema cannot be brought up to date: " + failure.getMessage();
    }
    String versions =
        wrong.invalidMigrations.stream().map(migration -> migration.version).collect(joining(", "));
    return "The database's schema was not made by this Linkhold: its history differs in version "
        + versions
        + ". Start the Linkhold that made it, or restore a backup into an empty database.";
  }
}
