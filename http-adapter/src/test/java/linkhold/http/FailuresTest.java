package linkhold.http;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.assertRawProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.Restrictions;
import linkhold.domain.UnavailableException;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final AccountStore accounts = store.accounts();

  @Test
  void aStoreThatIsAwayIsUnavailableForAWhile() {
    try (TestServer server = server(_ -> unavailable())) {
      HttpResponse<String> response = server.get("/links");
      assertProblem(ProblemType.UNAVAILABLE, response);
      assertEquals("5", response.headers().firstValue("Retry-After").orElse(""));
    }
  }

  @Test
  void aStoreThatGoesAwayEarlyIsStillAProblem() {
    try (TestServer server =
        server(action -> {
          action.accept("https://a.example/");
          unavailable();
        })) {
      HttpResponse<String> response = server.get("/links");
      assertProblem(ProblemType.UNAVAILABLE, response);
      assertFalse(response.body().contains("a.example"), response.body());
      assertEquals(1, response.headers().allValues("Content-Type").size());
    }
  }

  @Test
  void aStoreThatGoesAwayInMidStreamBreaksTheTransfer() throws IOException {
    try (TestServer server =
        server(action -> {
          for (int i = 0; i < 10_000; i++) {
            action.accept("https://a.example/" + i);
          }
          unavailable();
        })) {
      assertThrows(UncheckedIOException.class, () -> server.get("/links"));
      String raw = server.raw("GET /links HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertTrue(raw.startsWith("HTTP/1.1 200 "), "the stream had begun");
      assertTrue(raw.contains("https://a.example/1000\""), "the stream had begun");
      assertFalse(raw.contains("\r\n0\r\n"), "no chunk says that the stream is complete");
      assertEquals(200, server.get("/health/live").statusCode());
    }
  }

  @Test
  void anUnknownFailureIsReportedByAnIdThatTheLogHas() {
    try (TestServer server = server(_ -> {});
        LogTail log = new LogTail(Failures.class)) {
      HttpResponse<String> response = server.post("/links", "{\"url\": \"https://a.example/\"}");
      var problem = assertProblem(ProblemType.INTERNAL_ERROR, response);
      assertFalse(response.body().contains("secret"), response.body());
      String id = problem.get("id").asText();
      assertTrue(problem.get("detail").asText().contains(id), response.body());
      LogRecord logged = log.records.getFirst();
      assertTrue(logged.getMessage().contains(id), logged.getMessage());
      assertEquals(id, response.headers().firstValue("X-Request-Id").orElseThrow());
      assertEquals("The disk is on fire at /secret/place", logged.getThrown().getMessage());
    }
  }

  @Test
  void aFailureToFindTheAccountIsNotRemembered() {
    AccountStore flaky =
        new AccountStore() {
          private boolean failed;

          @Override
          public Account add(String name) {
            if (!failed) {
              failed = true;
              unavailable();
            }
            return accounts.add(name);
          }

          @Override
          public Optional<Account> find(String name) {
            return accounts.find(name);
          }

          @Override
          public Optional<Account> find(AccountId id) {
            return accounts.find(id);
          }

          @Override
          public Set<AccountId> usable(Set<AccountId> ids) {
            return accounts.usable(ids);
          }

          @Override
          public Account restrict(String name, UnaryOperator<Restrictions> change) {
            return accounts.restrict(name, change);
          }

          @Override
          public List<Account> list() {
            return accounts.list();
          }

          @Override
          public void remove(String name) {
            accounts.remove(name);
          }

          @Override
          public int renewEpochs() {
            return accounts.renewEpochs();
          }
        };
    try (TestServer server = TestServer.start(store.links(), flaky)) {
      assertProblem(ProblemType.UNAVAILABLE, server.get("/links"));
      assertEquals(200, server.get("/links").statusCode());
    }
  }

  @Test
  void malformedRequestsGetTheirProblemWhateverTheStoreDoes() throws IOException {
    try (TestServer server = server(_ -> unavailable())) {
      assertRawProblem(ProblemType.MALFORMED_REQUEST, server.raw("nonsense\r\n\r\n"));
    }
  }

  private TestServer server(Consumer<Consumer<String>> urls) {
    return TestServer.start(new FakeLinkStore(urls), accounts);
  }

  private static void unavailable() {
    throw new UnavailableException("The database does not answer.", new IOException("refused"));
  }

  /** What a class logs while this is open. */
  private static final class LogTail extends Handler implements AutoCloseable {

    private final List<LogRecord> records = new ArrayList<>();
    private final Logger logger;

    LogTail(Class<?> source) {
      logger = Logger.getLogger(source.getName());
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord logged) {
      records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
