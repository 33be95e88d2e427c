package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;

final class PostgresDatabaseTest {

  private final DatabaseSettings settings = TestPostgres.newSettings();

  @Test
  void anEmptyDatabaseIsReadyOnceItIsMigrated() {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      assertFalse(database.isReady());
      database.migrate();
      assertTrue(database.isReady());
      database.migrate();
      assertTrue(database.isReady());
    }
  }

  @Test
  void severalServersMayMigrateAtOnce() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<?>> servers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        servers.add(
            executor.submit(() -> {
              try (Database database = Database.open(settings, Clock.systemUTC())) {
                database.migrate();
                assertTrue(database.isReady());
              }
            }));
      }
      for (Future<?> server : servers) {
        server.get();
      }
    }
  }

  @Test
  void theSchemaOfANewerLinkholdIsRefused() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      execute(
          "insert into flyway_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success)"
              + " values (999, '999', 'future', 'SQL', 'V999__future.sql', 'x', 1, true)");

      SchemaException refused = assertThrows(SchemaException.class, database::migrate);

      assertTrue(refused.toString().contains("newer Linkhold"), refused.toString());
    }
  }

  @Test
  void aSchemaThatIsNotLinkholdsIsLeftAlone() throws SQLException {
    execute("create table somebody_elses (id int)");
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      assertThrows(SchemaException.class, database::migrate);
      assertFalse(database.isReady());
    }
  }

  @Test
  void aDatabaseThatIsAwayIsUnavailable() {
    DatabaseSettings nowhere =
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:1/none",
            "x",
            "x",
            1,
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    try (Database database = Database.open(nowhere, Clock.systemUTC())) {
      assertFalse(database.isReady());
      assertThrows(UnavailableException.class, database::migrate);
      // A further call fails because of the database, not because no connection was returned.
      for (int i = 0; i < 2; i++) {
        assertNotNull(
            assertThrows(UnavailableException.class, () -> database.accounts().find("x"))
                .getCause());
        assertNotNull(
            assertThrows(UnavailableException.class, () -> database.accounts().add("x"))
                .getCause());
      }
    }
  }

  @Test
  void aStatementThatTakesTooLongIsUnavailable() throws SQLException {
    try (Database patient = Database.open(settings, Clock.systemUTC())) {
      patient.migrate();
    }
    DatabaseSettings impatient = settings(Duration.ofMillis(100), Duration.ofHours(1));
    try (Database database = Database.open(impatient, Clock.systemUTC())) {
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("lock table accounts in access exclusive mode");

        assertThrows(UnavailableException.class, () -> database.accounts().list());
        other.rollback();
      }
      assertEquals(List.of(), database.accounts().list());
    }
  }

  @Test
  void aCounterThatIsLockedTooLongMakesASaveUnavailableAndNothingIsSaved() throws SQLException {
    DatabaseSettings impatient = settings(Duration.ofSeconds(5), Duration.ofMillis(100));
    try (Database database = Database.open(impatient, Clock.systemUTC())) {
      database.migrate();
      AccountId account = database.accounts().add("held").id();
      LinkDraft draft = LinkDraft.of(LinkUrl.parse("https://example.com/"));
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("select from revisions for update");

        assertThrows(UnavailableException.class, () -> database.links().save(account, draft));
        other.rollback();
      }
      assertEquals(1, database.links().save(account, draft).link().revision());
    }
  }

  @Test
  void aRareWordInALargeAccountIsFoundThroughTheIndex() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      AccountId account = database.accounts().add("large").id();
      List<LinkDraft> drafts =
          IntStream.range(0, 20_000)
              .mapToObj(i ->
                  new LinkDraft(
                      LinkUrl.parse("https://example.com/common/" + i),
                      LinkFields.builder().title("A long title ".repeat(20)).build()))
              .toList();
      database.links().save(account, drafts);
      LinkFields rare = LinkFields.builder().title("A xylophone").build();
      database
          .links()
          .save(account, new LinkDraft(LinkUrl.parse("https://example.com/rare"), rare));
      execute("vacuum analyze links, link_words");

      LinkQuery query =
          new LinkQuery(
              SearchQuery.parse("xylophone"),
              List.of(),
              Map.of(LinkFlag.ARCHIVED, false),
              Sort.NEWEST,
              null,
              50);
      assertEquals(1, database.links().page(account, query).links().size());

      // PostgreSQL counts the uses of an index a moment later.
      Patience.await(
          "the use of the index on words",
          () -> {
            database.links().page(account, query);
            return indexScans() > 0;
          });
    }
  }

  private long indexScans() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select idx_scan from pg_stat_user_indexes where indexrelname = 'link_words_by_words'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private DatabaseSettings settings(Duration statementTimeout, Duration lockTimeout) {
    return new DatabaseSettings(
        settings.jdbcUrl(),
        settings.user(),
        settings.password(),
        2,
        Duration.ofSeconds(5),
        statementTimeout,
        lockTimeout);
  }

  private void execute(String command) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
