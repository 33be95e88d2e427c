package linkhold.persistence.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import linkhold.persistence.schema.SchemaHistory;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Restores a backup into a database. The tables are built in a schema of their own, at the version
 * of the file, then migrated to the newest, and replace the existing ones in one transaction at the
 * end: until then nothing has changed, whatever fails.
 */
public final class Restore {

  /** Selects the newest migration; the schema is to be filled in. */
  static final String VERSION_QUERY =
      """
      select version from %s.flyway_schema_history
      where success and version is not null
      order by installed_rank desc
      limit 1
      """;

  /**
   * Where the tables are built; if it exists and there is no library, a restore was not completed.
   */
  public static final String BUILDING = "linkhold_restore";

  /** The advisory lock of a restore; no other program is likely to use this number. */
  private static final long LOCK = 0x6c68_7265_7374L;

  /** Selects the indexes that belong to no constraint; creating them after the rows is faster. */
  private static final String INDEXES =
      """
      select x.indexrelid::regclass::text || chr(31) || pg_catalog.pg_get_indexdef(x.indexrelid)
      from pg_catalog.pg_index x
      join pg_catalog.pg_class c on c.oid = x.indrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ?
        and not exists (
          select from pg_catalog.pg_constraint k where k.conindid = x.indexrelid)
      """;

  /** A random epoch, for each row another. */
  private static final String NEW_EPOCH =
      "('x' || left(replace(gen_random_uuid()::text, '-', ''), 16))::bit(64)::bigint";

  private static final String SEQUENCES =
      """
      select 'select setval(' || quote_literal(s.name) || ', coalesce((select max('
        || quote_ident(s.attname) || ') from ' || s.relation || '), 0) + 1, false)'
      from (
        select a.attname, c.oid::regclass::text as relation,
          pg_catalog.pg_get_serial_sequence(c.oid::regclass::text, a.attname) as name
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid
        where n.nspname = ? and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped) s
      where s.name is not null
      """;

  private final Path file;
  private final BackupSummary checked;

  private Restore(Path file, BackupSummary checked) {
    this.file = file;
    this.checked = checked;
  }

  /**
   * Reads and checks all of {@code file}, so that it can be restored.
   *
   * @throws BackupException when it is not a backup, newer than this program, or not whole
   * @throws IOException when it cannot be read
   */
  public static Restore of(Path file) throws IOException {
    return new Restore(file, verify(file));
  }

  /**
   * Reads and checks all of {@code file}; changes nothing.
   *
   * @throws BackupException when it is not a backup, newer than this program, or not whole
   * @throws IOException when it cannot be read
   */
  public static BackupSummary verify(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return BackupReader.read(in, new Nowhere());
    }
  }

  /**
   * Fills the database at {@code address}. Every account begins a new epoch, so that devices
   * notice, and start over.
   *
   * @param replace whether an existing library is replaced
   * @param progress called from time to time with the number of rows restored so far
   * @throws BackupException when the file has changed since it was checked, the database has a
   *     library and {@code replace} is false, a server uses it, or it does not answer
   * @throws IOException when the file cannot be read
   */
  public BackupSummary into(Address address, boolean replace, LongConsumer progress)
      throws IOException {
    try (Session session = Session.open(address)) {
      String schema = session.texts("select current_schema()").getFirst();
      if (!session.texts("select pg_try_advisory_lock(" + LOCK + ")::text").contains("true")) {
        throw new BackupException("Another restore into this database is under way.");
      }
      requireUnused(session);
      requireReplaceable(session, schema, replace);
      session.run("drop schema if exists " + BUILDING + " cascade");
      session.run("create schema " + BUILDING);
      try {
        session.run("create extension if not exists btree_gin");
        session.run("create extension if not exists pg_trgm");
        migrate(address, MigrationVersion.fromVersion(checked.head().schema()));
        fill(session, schema, progress);
        migrate(address, MigrationVersion.LATEST);
        session.run("update " + BUILDING + ".account_feed_counter set epoch = " + NEW_EPOCH);
        swap(session, schema);
      } finally {
        session.connection().setAutoCommit(true);
        session.run("drop schema if exists " + BUILDING + " cascade");
      }
      session.run("analyze");
      return checked;
    } catch (SQLException e) {
      throw new BackupException("The database cannot be filled: " + e.getMessage(), e);
    } catch (FlywayException e) {
      throw new BackupException("The tables cannot be made: " + e.getMessage(), e);
    }
  }

  private static void migrate(Address address, MigrationVersion version) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(address.jdbcUrl());
    source.setUser(address.user());
    source.setPassword(address.password());
    source.setOptions("-c client_min_messages=warning"); // extensions are there already
    Flyway.configure().dataSource(source).schemas(BUILDING).target(version).load().migrate();
  }

  /** Refuses a backup of a schema that this program's migrations do not reach. */
  private static void requireKnown(BackupHead head) {
    String history = SchemaHistory.COMPLETE;
    String newest = history.substring(history.lastIndexOf(',') + 1).strip().split(" ", 2)[0];
    if (MigrationVersion.fromVersion(head.schema()).compareTo(MigrationVersion.fromVersion(newest))
        > 0) {
      throw new BackupException(
          "The backup was made by a newer Linkhold, " + head.product() + ". Restore it with that.");
    }
  }

  private static void requireUnused(Session session) throws SQLException {
    List<String> users =
        session.texts(
            """
            select pid::text from pg_catalog.pg_stat_activity
            where datname = current_database() and application_name = 'linkhold'
            """);
    if (!users.isEmpty()) {
      throw new BackupException("A server uses this database. Stop it first.");
    }
  }

  private static void requireReplaceable(Session session, String schema, boolean replace)
      throws SQLException {
    List<BackupTable> tables = Tables.of(session.connection(), schema);
    List<String> names = tables.stream().map(BackupTable::name).toList();
    boolean ours =
        !session
            .texts(
                "select relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                    + " on n.oid = c.relnamespace where n.nspname = ? and relname = ?",
                schema,
                Tables.HISTORY)
            .isEmpty();
    if (!ours && !names.isEmpty()) {
      throw new BackupException(
          "The database has tables of another program: " + String.join(", ", names) + ".");
    }
    if (replace || !names.contains("accounts")) {
      return;
    }
    boolean empty =
        session.texts("select 1 from " + Session.quoted(schema) + ".accounts limit 1").isEmpty();
    if (!empty) {
      throw new BackupException(
          "The database already has a library. With --replace it is deleted, and the backup restored"
              + " in its place.");
    }
  }

  /** Copies the rows in, in one transaction, and makes the indexes afterwards. */
  private void fill(Session session, String schema, LongConsumer progress)
      throws SQLException, IOException {
    session.connection().setAutoCommit(false);
    session.run("set local search_path = " + BUILDING + ", " + Session.quoted(schema));
    session.run("set local maintenance_work_mem = '256MB'");
    List<String> definitions = new ArrayList<>();
    for (String index : session.texts(INDEXES, BUILDING)) {
      String[] nameAndDefinition = index.split("\u001f", 2);
      session.run("drop index " + nameAndDefinition[0]);
      definitions.add(nameAndDefinition[1]);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (!BackupReader.read(in, new Copying(session, progress)).equals(checked)) {
        throw new BackupException(
            file + " was replaced while it was restored. Nothing has changed.");
      }
    }
    for (String definition : definitions) {
      session.run(definition);
    }
    for (String advance : session.texts(SEQUENCES, BUILDING)) {
      session.run(advance);
    }
    session.run("update revisions set epoch = " + NEW_EPOCH);
    session.connection().commit();
    session.connection().setAutoCommit(true);
  }

  /** Drops the existing tables, and moves the new ones to their place. */
  private static void swap(Session session, String schema) throws SQLException {
    requireUnused(session); // a server may have been started meanwhile
    session.connection().setAutoCommit(false);
    List<String> names = new ArrayList<>();
    Tables.of(session.connection(), BUILDING).forEach(table -> names.add(table.name()));
    names.add(Tables.HISTORY);
    for (String name : names) {
      session.run(
          "drop table if exists %s.%s cascade"
              .formatted(Session.quoted(schema), Session.quoted(name)));
    }
    for (String name : names) {
      session.run(
          "alter table %s.%s set schema %s"
              .formatted(BUILDING, Session.quoted(name), Session.quoted(schema)));
    }
    session.run("drop schema " + BUILDING + " restrict"); // fails when anything is left in it
    session.connection().commit();
    session.connection().setAutoCommit(true);
  }

  /** Discards the rows: for checking a file. */
  private static final class Nowhere implements BackupReader.Target<RuntimeException> {

    @Override
    public void head(BackupHead head) {
      requireKnown(head);
    }

    @Override
    public void begin(BackupTable table) {}

    @Override
    public void rows(byte[] lines) {}

    @Override
    public void end(TableSummary summary) {}
  }

  /** Copies into the tables that are being built. */
  private static final class Copying implements BackupReader.Target<SQLException> {

    private final Session session;
    private final LongConsumer progress;
    private final List<BackupTable> there;
    private @Nullable CopyIn open;
    private long rows;

    Copying(Session session, LongConsumer progress) throws SQLException {
      this.session = session;
      this.progress = progress;
      this.there = Tables.of(session.connection(), BUILDING);
    }

    @Override
    public void head(BackupHead head) {}

    @Override
    public void begin(BackupTable table) throws SQLException {
      boolean known =
          there.stream()
              .anyMatch(each ->
                  each.name().equals(table.name())
                      && new HashSet<>(each.columns()).equals(new HashSet<>(table.columns())));
      if (!known) {
        throw new BackupException(
            "The backup's table "
                + table.name()
                + " is not the one that this version of the schema has.");
      }
      open =
          session
              .copying()
              .copyIn(
                  "copy %s.%s (%s) from stdin"
                      .formatted(
                          BUILDING, Session.quoted(table.name()), Session.quoted(table.columns())));
    }

    @Override
    public void rows(byte[] lines) throws SQLException {
      Objects.requireNonNull(open).writeToCopy(lines, 0, lines.length);
    }

    @Override
    public void end(TableSummary summary) throws SQLException {
      long copied = Objects.requireNonNull(open).endCopy();
      if (copied != summary.rows()) {
        throw new BackupException(
            "The database took %d rows of %d into %s."
                .formatted(copied, summary.rows(), summary.table()));
      }
      rows += summary.rows();
      progress.accept(rows);
    }
  }
}
