package linkhold.persistence;

import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import linkhold.domain.UnavailableException;
import linkhold.persistence.backup.Restore;
import linkhold.persistence.schema.SchemaHistory;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.ValidateResult;

/** The schema of one database. */
final class Schema {

  /** PostgreSQL 14, as {@code server_version_num} has it. */
  private static final int OLDEST_VERSION = 140_000;

  /** Flyway's history table is in the current schema only. */
  private static final String HAS_HISTORY =
      """
      select exists (
        select from pg_catalog.pg_class join pg_catalog.pg_namespace n on n.oid = relnamespace
        where relname = 'flyway_schema_history' and nspname = current_schema())
      """;

  private static final String IS_BEING_RESTORED =
      "select exists (select from pg_catalog.pg_namespace where nspname = '"
          + Restore.BUILDING
          + "')";

  private final HikariDataSource pool;
  private final Sql sql;

  Schema(HikariDataSource pool, Sql sql) {
    this.pool = pool;
    this.sql = sql;
  }

  /**
   * Brings it up to date. Flyway takes long to load, so it runs only when its history table is not
   * exactly that of an up-to-date schema.
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
    if (!hasHistory || !text(SchemaHistory.QUERY).equals(SchemaHistory.COMPLETE)) {
      migrateByFlyway();
    }
  }

  /** The only value of a query's result; {@code "null"} for null. */
  private String text(String query) {
    return sql.call(dsl -> String.valueOf(dsl.fetchSingle(query).get(0)));
  }

  private void migrateByFlyway() {
    Flyway flyway = Flyway.configure().dataSource(pool).load();
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
