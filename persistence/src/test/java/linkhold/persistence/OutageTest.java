package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;

/** Calls to a database that becomes unavailable in unusual ways. */
final class OutageTest {

  /** Long enough for a busy machine, and shorter than a call that waited several times. */
  private static final Duration DEADLINE = Patience.of(Duration.ofSeconds(8));

  private final DatabaseSettings settings = TestPostgres.newSettings();

  @Test
  void silentlyLostConnectionsAreReplaced() throws Exception {
    try (FadingProxy network = new FadingProxy(settings.jdbcUrl());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Database database = open(network.jdbcUrl(), Duration.ofSeconds(1))) {
      database.migrate();
      AccountId account = database.accounts().add("ann").id();
      for (int round = 0; round < 2; round++) {
        // All connections are in use, or were a moment ago, so that the pool does not test them.
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          calls.add(callers.submit(() -> database.links().version(account)));
          calls.add(callers.submit(() -> database.accounts().list()));
        }
        network.fade();
        for (Future<?> call : calls) {
          try {
            call.get();
          } catch (ExecutionException e) {
            assertInstanceOf(UnavailableException.class, e.getCause());
          }
        }
        String url = "https://example.com/" + round;
        untilItAnswers(() -> database.links().save(account, draft(url)));
        untilItAnswers(() -> database.accounts().list());
        Patience.await("readiness", database::isReady);
      }
      assertEquals(2, database.links().version(account).revision());
    }
  }

  @Test
  void readinessIsReportedSoonAlsoWithoutAnAnswer() throws Exception {
    try (FadingProxy network = new FadingProxy(settings.jdbcUrl());
        Database database = open(network.jdbcUrl(), Duration.ofSeconds(30))) {
      database.migrate();
      assertTrue(database.isReady());
      network.fadeFromNowOn();
      long start = System.nanoTime();
      assertFalse(database.isReady());
      assertFalse(database.isReady());
      assertTrue(System.nanoTime() - start < DEADLINE.toNanos(), "it hung for 30 s");
    }
  }

  @Test
  void aRefusedLoginIsNotWaitedFor() {
    DatabaseSettings stranger =
        new DatabaseSettings(
            settings.jdbcUrl().replaceAll("[?].*", ""),
            "stranger",
            "",
            2,
            Duration.ofHours(1),
            settings.statementTimeout(),
            settings.lockTimeout());
    try (Database database = Database.open(stranger, Clock.systemUTC())) {
      // The test would wait for the hour otherwise.
      UnavailableException refused = assertThrows(UnavailableException.class, database::migrate);
      assertTrue(refused.reason().contains("stranger"), refused::reason);
    }
  }

  @Test
  void aCallWaitsOnceForItsTurnAndForAConnectionTogether() throws Exception {
    DatabaseSettings away =
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:1/none",
            "x",
            "",
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));
    AccountId account = new AccountId(1);
    try (Database database = Database.open(away, Clock.systemUTC());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> calls = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String url = "https://example.com/" + i;
        Runnable call =
            switch (i % 3) {
              case 0 -> () -> database.links().delete(account, 1, Precondition.NONE);
              case 1 -> () -> database.links().save(account, draft(url));
              default -> () -> database.accounts().list();
            };
        calls.add(
            callers.submit(() -> {
              long start = System.nanoTime();
              assertThrows(UnavailableException.class, call::run);
              return System.nanoTime() - start;
            }));
      }
      for (Future<Long> call : calls) {
        assertTrue(call.get() < DEADLINE.toNanos(), () -> call.resultNow() / 1_000_000 + " ms");
      }
    }
  }

  @Test
  void aStatementThatTookTooLongIsReportedAsThat() throws SQLException {
    try (Database database = open(settings.jdbcUrl(), Duration.ofMillis(100))) {
      try (Database patient = Database.open(settings, Clock.systemUTC())) {
        patient.migrate();
      }
      try (Connection other = connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("lock table accounts in access exclusive mode");
        UnavailableException told =
            assertThrows(UnavailableException.class, () -> database.accounts().list());
        assertTrue(String.valueOf(told.getMessage()).contains("took too long"), told.toString());
        assertTrue(told.reason().contains("statement timeout"), told.reason());
      }
    }
  }

  @Test
  void aRefusedLoginIsUnavailableAndTheLogSaysWhy() {
    DatabaseSettings refused =
        DatabaseSettings.of(settings.jdbcUrl().replaceFirst("\\?.*", ""), "nobody-like-this", "x")
            .withLimits(1, Duration.ofSeconds(1));
    try (Database database = Database.open(refused, Clock.systemUTC())) {
      UnavailableException told =
          assertThrows(UnavailableException.class, () -> database.accounts().list());
      assertTrue(told.reason().contains("nobody-like-this"), told.reason());
      assertNotNull(told.getCause());
    }
  }

  @Test
  void anUnknownHostIsNamed() {
    DatabaseSettings lost =
        DatabaseSettings.of("jdbc:postgresql://no-such-host.invalid/x", "x", "x")
            .withLimits(1, Duration.ofSeconds(1));
    try (Database database = Database.open(lost, Clock.systemUTC())) {
      UnavailableException told =
          assertThrows(UnavailableException.class, () -> database.accounts().list());
      assertEquals("the host \"no-such-host.invalid\" is not known", told.reason());
    }
  }

  @Test
  void aDatabaseThatCannotHoldEveryTextIsRefusedByName() throws SQLException {
    for (String encoding : List.of("SQL_ASCII", "LATIN1")) {
      String name = "encoded_" + encoding.toLowerCase(Locale.ROOT);
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("drop database if exists " + name);
        statement.execute(
            "create database "
                + name
                + " encoding '"
                + encoding
                + "' locale 'C' template template0");
      }
      String url = settings.jdbcUrl().replaceFirst("/test\\d+", "/" + name);
      try (Database database = open(url, Duration.ofSeconds(10))) {
        SchemaException refused = assertThrows(SchemaException.class, database::migrate);
        String told = String.valueOf(refused.getMessage());
        assertTrue(told.contains(encoding) && told.contains(name), told);
        assertFalse(database.isReady());
      }
    }
  }

  /** The database may still hold some of the lost connections. */
  private static void untilItAnswers(Runnable call) {
    Patience.await(
        "an answer",
        () -> {
          call.run();
          return true;
        });
  }

  private Database open(String url, Duration statementTimeout) {
    return Database.open(
        DatabaseSettings.of(url, settings.user(), settings.password())
            .withLimits(4, statementTimeout),
        Clock.systemUTC());
  }

  private static LinkDraft draft(String url) {
    return LinkDraft.of(LinkUrl.parse(url));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
