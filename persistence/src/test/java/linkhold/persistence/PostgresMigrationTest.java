package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import linkhold.domain.Token;
import linkhold.domain.TokenSecret;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that earlier versions of the schema were made in. */
final class PostgresMigrationTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  private final DatabaseSettings settings = TestPostgres.newSettings();

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "8"})
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
      assertNull(
          text("select reloptions from pg_class where relname = 'links_by_words'"),
          "the index of words is as in a new database");
    }
  }

  @Test
  void aServerOfBeforeSignInIssuesTokensBesideSessions() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      database.accounts().add("ada");
      TokenSecret secret = TokenSecret.random();
      String digest = HexFormat.of().formatHex(secret.digest().bytes());

      // What it writes knows of no kinds.
      execute(
          "insert into tokens (account_id, digest, label, scope, created_at) select id, '\\x"
              + digest
              + "', 'phone', 'WRITE', now() from accounts where name = 'ada'");

      Token token = database.tokens().find(secret.digest()).orElseThrow();
      assertEquals(Token.Kind.TOKEN, token.kind());
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
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
