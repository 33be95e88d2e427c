package linkhold.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links get their titles from a web server on loopback, which a setting allows. */
final class LinkholdTitlesIT {

  @RegisterExtension private static final TestDatabases DATABASES = new TestDatabases();

  private static final Map<String, String> READING =
      Map.of("LINKHOLD_READ_PAGES", "on", "LINKHOLD_READ_PAGES_ALLOW", "127.0.0.1");

  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
  private final AtomicLong delay = new AtomicLong();
  private HttpServer web;

  @BeforeEach
  void serve() throws IOException {
    web = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    web.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          reads.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
          try (exchange) {
            Thread.sleep(delay.get());
            byte[] page =
                "<title>Title of %s</title><link rel=icon href=/i.png>"
                    .formatted(path)
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    web.start();
  }

  @AfterEach
  void stop() {
    web.stop(0);
  }

  private String page(String path) {
    return "http://127.0.0.1:" + web.getAddress().getPort() + path;
  }

  @Test
  void theTitleOfASavedLinkArrivesOnAnOpenStream() throws Exception {
    try (TestDatabase postgres = DATABASES.start();
        RunningLinkhold server = RunningLinkhold.external(DATABASES.top(), postgres, READING)) {
      server.awaitReady();
      try (EventStream stream = EventStream.open(server.address(), "")) {
        stream.await("synced");
        assertEquals(200, server.save(page("/a")));
        stream.await("\"pageRead\":\"pending\"");
        stream.await("\"title\":\"Title of /a\"");
        stream.await("\"iconUrl\":\"" + page("/i.png") + "\"");
        assertEquals(200, server.save("http://10.0.0.1/private"));
        assertEquals(200, server.save("https://nowhere.invalid/"));
        assertEquals(200, server.save(page("/b")));
        stream.await("\"title\":\"Title of /b\"");
      }
      assertFalse(server.errors().contains("WARNING"), server.errors());
      assertFalse(server.errors().contains("10.0.0.1"), "what cannot be read is no news");
    }
  }

  @Test
  void twoServersShareTheWorkAndALinkThatOneWasReadingWhenItWasKilledIsReadByTheOther()
      throws Exception {
    try (TestDatabase postgres = DATABASES.start();
        RunningLinkhold one = RunningLinkhold.external(DATABASES.top(), postgres, READING);
        RunningLinkhold other = RunningLinkhold.external(DATABASES.top(), postgres, READING);
        Connection database = postgres.connect()) {
      one.awaitReady();
      other.awaitReady();
      for (int i = 0; i < 20; i++) {
        assertEquals(200, one.save(page("/shared/" + i)));
      }
      await(database, "select count(*) = 20 from links where page_read like 'done%'");
      assertEquals(20, reads.size());
      assertTrue(reads.values().stream().allMatch(count -> count.get() == 1), reads.toString());

      delay.set(60_000);
      assertEquals(200, other.save(page("/killed")));
      Patience.await("a read", () -> reads.containsKey("/killed"));
      one.kill();
      delay.set(0);
      try (var statement = database.createStatement()) {
        // Instead of waiting until the killed server's lease ends.
        statement.executeUpdate("update page_reads set due_at = now()");
      }
      await(database, "select count(*) = 21 from links where page_read like 'done%'");
      await(database, "select count(*) = 0 from page_reads");
    }
  }

  private static void await(Connection database, String condition) {
    Patience.await(
        condition,
        () -> {
          try (var statement = database.createStatement();
              var row = statement.executeQuery(condition)) {
            row.next();
            return row.getBoolean(1);
          }
        });
  }
}
