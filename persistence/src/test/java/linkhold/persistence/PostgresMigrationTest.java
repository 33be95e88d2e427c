package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkQuery;
import linkhold.domain.Patience;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Token;
import linkhold.domain.TokenSecret;
import linkhold.persistence.schema.SchemaHistory;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases with earlier versions of the schema. */
final class PostgresMigrationTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** The content of a database's schema, a line for each object. */
  private static final String CATALOGUE =
      """
      with own as (
        select oid from pg_class where relnamespace = current_schema()::regnamespace
      ), parts as (
        select concat_ws(' ', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod),
          attnotnull, pg_get_expr(adbin, adrelid), attcollation::regcollation, attidentity,
          attgenerated, attstorage) as part
        from own join pg_attribute on attrelid = own.oid
          left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attnum > 0
        union all
        select concat_ws(' ', relname, relkind, reloptions, pg_get_userbyid(relowner), relacl)
        from own join pg_class using (oid)
        union all
        select pg_get_indexdef(indexrelid) from own join pg_index on indrelid = own.oid
        union all
        select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid))
        from own join pg_constraint on conrelid = own.oid
        union all
        select pg_get_triggerdef(pg_trigger.oid) from own join pg_trigger on tgrelid = own.oid
        where not tgisinternal
        union all
        select oid::regprocedure || prosrc from pg_proc
        where pronamespace = current_schema()::regnamespace
        union all
        select extname || extversion from pg_extension
        union all
        select concat_ws(' ', installed_rank, version, description, type, script, checksum,
          installed_by, success)
        from flyway_schema_history
      )
      select string_agg(part, E'\\n' order by part collate "C") from parts
      """;

  private final DatabaseSettings settings = TestPostgres.newSettings();

  @Test
  void aNewDatabaseIsAsFlywayMakesIt() throws SQLException {
    DatabaseSettings other = TestPostgres.newSettings();
    Flyway flyway = flyway(other);
    flyway.migrate();
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
    }

    assertEquals(RunningPostgres.text(other, CATALOGUE), text(CATALOGUE));
    assertTrue(flyway(settings).validateWithResult().validationSuccessful);
    assertEquals(0, flyway(settings).migrate().migrationsExecuted);
  }

  @Test
  void aServerOfAnotherVersionMayBeginToMakeTheSchemaAtTheSameTime() throws Exception {
    String history = SchemaHistory.NOTES; // made by Flyway as its first step
    try (Connection other =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = other.createStatement();
        Database database = Database.open(settings, Clock.systemUTC());
        ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      other.setAutoCommit(false);
      statement.execute(history.substring(0, history.indexOf("insert into")));
      Future<?> started = starting.submit(database::migrate);
      Patience.await(
          "both at the same table",
          () ->
              text("select count(*) from pg_stat_activity"
                      + " where datname = current_database() and wait_event_type = 'Lock'")
                  .equals("1"));
      other.commit();
      started.get();

      assertTrue(database.isReady());
      assertEquals(0, flyway(settings).migrate().migrationsExecuted);
    }
  }

  @Test
  void aSchemaThatHasItsExtensionsAlreadyIsMigratedToo() throws SQLException {
    execute("create extension btree_gin; create extension pg_trgm");
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();

      assertTrue(database.isReady());
    }
  }

  private static Flyway flyway(DatabaseSettings settings) {
    return Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "8", "9", "12", "13"})
  void aDatabaseOfAnEarlierVersionOpensAndKeepsItsAccounts(String version) throws SQLException {
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .target(version)
        .load()
        .migrate();
    execute(
        "with account as (insert into accounts (name, created_at) values ('before', now())"
            + " returning id) insert into revisions (account_id, epoch) select id, 1 from account");
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();

      assertTrue(database.isReady());
      assertTrue(database.accounts().find("before").isPresent());
    }
  }

  @Test
  void aServerOfBeforeSignInIssuesTokensBesideSessions() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      database.accounts().add("ada");
      TokenSecret secret = TokenSecret.random();
      String digest = HexFormat.of().formatHex(secret.digest().bytes());

      // Its rows have no kind.
      execute(
          "insert into tokens (account_id, digest, label, scope, created_at) select id, '\\x"
              + digest
              + "', 'phone', 'WRITE', now() from accounts where name = 'ada'");

      Token token = database.tokens().find(secret.digest()).orElseThrow();
      assertEquals(Token.Kind.TOKEN, token.kind());
    }
  }

  @Test
  void pagesThatServersOfBeforeQueuedAreReadInTheirOrder() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      Flyway.configure()
          .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
          .target("9")
          .load()
          .migrate();
      execute(
          """
          with account as (insert into accounts (name, created_at) values ('ada', now()) returning id)
          insert into revisions (account_id, epoch, revision) select id, 1, 2 from account
          """);
      queueAsBefore(1, true);
      queueAsBefore(2, false);
      database.migrate();
      queueAsBefore(3, false); // by a server that still runs

      assertEquals(
          List.of("host2.example", "host1.example", "host3.example"),
          database.pages().due(Set.of(), Set.of(), 10).stream()
              .map(due -> due.url().host())
              .toList());
    }
  }

  @Test
  void wordsOfLargeAccountsAreIndexedAndOfSmallOnesNot() throws SQLException {
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
        .target("13")
        .load()
        .migrate();
    addAsBefore("small", 10);
    addAsBefore("large", 5_000);
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();

      assertEquals(
          "5000 of large",
          text(
              "select count(*) || ' of ' || name from link_words join accounts on id = account_id"
                  + " group by name"));
      AccountId account = database.accounts().find("large").orElseThrow().id();
      LinkQuery query = LinkQuery.of(SearchQuery.parse("word 4321"), Sort.NEWEST, 50);
      assertEquals(
          List.of(4321L),
          database.links().page(account, query).links().stream().map(Link::id).toList());
    }
  }

  private void addAsBefore(String account, int links) throws SQLException {
    execute(
        """
        with account as (insert into accounts (name, created_at) values ('%1$s', now()) returning id)
        insert into revisions (account_id, epoch, revision) select id, 1, %2$d from account;
        insert into links
          (account_id, id, revision, digest, url, search, created_at, updated_at)
        select accounts.id, n, n, decode(md5(n::text) || md5(n::text), 'hex'),
          'https://example.com/' || n, 'https://example.com/' || n || e'\\x1fword\\x1f\\x1f\\x1f',
          now(), now()
        from accounts, generate_series(1, %2$d) n
        where name = '%1$s'
        """
            .formatted(account, links));
  }

  private void queueAsBefore(int id, boolean isLater) throws SQLException {
    execute(
        """
        insert into links
          (account_id, id, revision, digest, url, search, created_at, updated_at, page_read)
        select id, %1$d, %1$d, decode(md5('%1$d') || md5('%1$d'), 'hex'), 'https://host%1$d.example/', '',
          now(), now(), 'pending'
        from accounts;
        insert into page_reads (account_id, link_id, host, is_later, attempts, due_at)
        select id, %1$d, 'host%1$d.example', %2$b, 0, now() from accounts
        """
            .formatted(id, isLater));
  }

  @Test
  void aMigrationThatADevelopmentVersionDidNotHaveIsMadeUpFor() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      execute(
          """
          drop table account_feed, account_feed_counter, webhooks;
          delete from flyway_schema_history where version = '10'
          """);
      assertEquals("f", text("select to_regclass('webhooks') is not null"));

      database.migrate();

      assertEquals("t", text("select to_regclass('webhooks') is not null"));
      database.migrate();
    }
  }

  @Test
  void aMigrationThatWasEverOnMainIsAsItWas() throws Exception {
    List<String> expected = checksums().lines().toList();
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : new TreeSet<>(files.toList())) {
        found.add(sha256(file) + "  " + file.getFileName());
      }
    }
    assertEquals(
        new TreeSet<>(expected),
        new TreeSet<>(found),
        "Never change or remove a migration; add a new one's line to migrations.sha256.");
  }

  private static String checksums() throws IOException {
    try (InputStream resource =
        Objects.requireNonNull(
            PostgresMigrationTest.class.getResourceAsStream("migrations.sha256"))) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  private void execute(String command) throws SQLException {
    RunningPostgres.execute(settings, command);
  }

  private String text(String query) throws SQLException {
    return RunningPostgres.text(settings, query);
  }
}
