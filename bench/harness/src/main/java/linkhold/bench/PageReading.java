package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * The cost of reading linked pages: in the time of saves and in memory. A server in this process
 * serves the pages without delay.
 */
final class PageReading implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int PAGES = 1_000;
  private static final int CONNECTIONS = 32;

  /** At 20 pages a second, the JVM has compiled the reading code after some 1,500 pages. */
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String QUEUED = "select count(*) from links where page_read like 'pending%'";
  private static final String FORGET =
      "update links set page_read = 'off' where page_read like 'pending%'";
  private static final String TITLED = "select count(*) from links where title like 'Page /%'";

  private final Linkhold linkhold;
  private final BenchDatabase database;
  private final Load load;
  private final Progress progress;
  private final HttpServer pages;
  private final Request save;

  private final Row saves =
      new Row(
          "Saves without title, many accounts: time where pages are read over where they are not",
          " ×",
          new Goal.Limit(1.1, " ×"));
  private final Row time =
      new Row("Time to read the pages of 1,000 links", " s", new Goal.Limit(60, " s"));
  private final Row memory =
      new Row("Resident memory more while 1,000 pages are read", " MB", new Goal.Limit(64, " MB"));

  /** Saves into {@code accounts}. */
  PageReading(
      Linkhold linkhold, BenchDatabase database, Accounts accounts, Load load, Progress progress)
      throws IOException {
    this.linkhold = linkhold;
    this.database = database;
    this.load = load;
    this.progress = progress;
    pages = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0), 0);
    pages.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pages.createContext("/", PageReading::answer);
    pages.start();
    save =
        new Request(
            "POST",
            "/v1/links",
            "{\"url\":\"http://" + HOST + ":" + pages.getAddress().getPort() + "/{n}\"}",
            null,
            accounts.tokens(),
            accounts.tokenFile(),
            1);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] page =
        ("<!doctype html><title>Page "
                + exchange.getRequestURI()
                + "</title><p>"
                + "a".repeat(8_000))
            .getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, page.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(page);
    }
  }

  /** Measures {@code rounds} times, saving for {@code run} each. */
  List<Row> measure(int rounds, Duration run)
      throws IOException, SQLException, InterruptedException {
    for (int i = 0; i < rounds; i++) {
      double without = rate(() -> linkhold.external(database.address()), run);
      double with = rate(this::reading, run);
      saves.of(Row.OWN).add(without / with);
      progress.say("Saves: %,.0f/s, where pages are read %,.0f/s", without, with);
    }
    read();
    database.execute(FORGET);
    return List.of(saves, time, memory);
  }

  private ServerProcess reading() throws IOException, InterruptedException {
    return linkhold.reading(database.address(), HOST);
  }

  private double rate(Starts.Start start, Duration run)
      throws IOException, SQLException, InterruptedException {
    database.execute(FORGET);
    try (ServerProcess server = start.go()) {
      load.run(server.port(), save, CONNECTIONS, WARM_UP);
      Run result = load.run(server.port(), save, CONNECTIONS, run);
      if (result.failures() > 0) {
        saves.of(Row.OWN).spoil(result.failures() + " calls failed");
      }
      return result.rate();
    }
  }

  /** Saves links and waits until each has its title. */
  private void read() throws IOException, SQLException, InterruptedException {
    database.execute(FORGET);
    try (ServerProcess server = reading();
        var connection = new HttpConnection(server.port())) {
      long titled = database.number(TITLED); // in earlier rounds
      long first = Load.numbers();
      long before = server.residentBytes();
      long begun = System.nanoTime();
      for (int i = 0; i < PAGES; i++) {
        int status = connection.call(save.bytes(first + i)).status();
        if (status != 201) {
          time.of(Row.OWN).spoil("a save was answered " + status);
          return;
        }
      }
      long most = server.residentBytes();
      while (database.number(QUEUED) > 0) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          time.of(Row.OWN).spoil("not all pages are read after " + PATIENCE);
          return;
        }
        most = Math.max(most, server.residentBytes());
        Thread.sleep(LOOK);
      }
      time.of(Row.OWN).add((System.nanoTime() - begun) / 1e9);
      memory.of(Row.OWN).add((most - before) / 1e6);
      long titles = database.number(TITLED) - titled;
      if (titles < PAGES) {
        time.of(Row.OWN).spoil("only " + titles + " titles came");
      }
    }
  }

  @Override
  public void close() {
    pages.stop(0);
  }
}
