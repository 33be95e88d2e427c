package linkhold.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.domain.AccountId;
import linkhold.domain.Operation;
import linkhold.domain.Precondition;
import linkhold.persistence.Database;

/**
 * Many links at once: a device's first copy, an import, a batch; and the times of other accounts'
 * reads during an import and a purge.
 */
final class Transfers {

  private static final int COPIES = 3;
  private static final int IMPORTS = 3;
  private static final int BATCHES = 20;
  private static final int BATCH = 1_000;
  private static final double READS_A_SECOND = 500;

  private final ServerProcess server;
  private final Accounts large;
  private final Progress progress;
  private final PhoneLinks links = new PhoneLinks();

  /** Measures with {@code large}, whose links are copied, and new accounts. */
  Transfers(ServerProcess server, Accounts large, Progress progress) {
    this.server = server;
    this.large = large;
    this.progress = progress;
  }

  List<Row> measure(BenchDatabase database, SampleLibrary library, Database stores)
      throws IOException, SQLException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    database.awaitRest(); // the server has a look at all accounts after its start
    rows.add(copies("pages", this::copyByPages));
    rows.add(copies("lines", this::copyByLines));
    rows.add(imports(database, library, "import"));
    database.awaitRest();
    rows.add(batches(library));
    database.execute("vacuum analyze links");
    rows.add(besides(library, stores));
    return rows;
  }

  /** Reads a whole library. */
  private interface Copy {
    void run(HttpConnection connection) throws IOException;
  }

  private Row copies(String form, Copy copy) throws IOException {
    Row row = row("First copy of %,d links, by " + form, " s");
    try (var connection = new HttpConnection(server.port())) {
      for (int i = 0; i <= COPIES; i++) {
        long start = System.nanoTime();
        copy.run(connection);
        if (i > 0) { // the first fills the caches
          row.of(Row.OWN).add((System.nanoTime() - start) / 1e9);
        }
      }
    }
    progress.say("%s: %.2f s", row.title(), row.of(Row.OWN).median());
    return row;
  }

  private void copyByPages(HttpConnection connection) throws IOException {
    String since = "";
    boolean more = true;
    while (more) {
      var answer =
          connection.fetch(HttpConnection.get("/v1/changes?limit=1000" + since, large.token()));
      ChangesPage page = ChangesPage.require(answer);
      since = "&since=" + page.next();
      more = page.more();
    }
  }

  private void copyByLines(HttpConnection connection) throws IOException {
    byte[] request =
        HttpConnection.get("/v1/changes", large.token(), "Accept: application/x-ndjson");
    int status = connection.call(request).status();
    if (status != 200) {
      throw new IOException("Changes were answered " + status);
    }
  }

  private Row row(String title, String unit, Goal... goals) {
    return new Row(String.format(Locale.ROOT, title, large.links()), unit, goals);
  }

  /** Each begins when the words of the one before have been indexed. */
  private Row imports(BenchDatabase database, SampleLibrary library, String name)
      throws IOException, SQLException, InterruptedException {
    Row row = row("Import of %,d bookmarks into an empty account", " s", new Goal.Limit(5, " s"));
    String file = bookmarks(large.links());
    for (int i = 0; i < IMPORTS; i++) {
      Accounts account = library.add(name + i, 1, 0);
      database.awaitRest();
      row.of(Row.OWN).add(load(account.token(), file));
    }
    progress.say("%s: %.2f s", row.title(), row.of(Row.OWN).median());
    return row;
  }

  /** The seconds that an import takes. */
  private double load(String token, String file) throws IOException {
    byte[] request = HttpConnection.send("POST", "/v1/import", token, "text/html", file);
    try (var connection = new HttpConnection(server.port())) {
      long start = System.nanoTime();
      int status = connection.call(request).status();
      if (status != 200) {
        throw new IOException("The import was answered " + status);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private String bookmarks(long count) {
    StringBuilder file =
        new StringBuilder(
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n");
    for (long i = 0; i < count; i++) {
      long n = links.next();
      file.append("<DT><A HREF=\"").append(SampleLibrary.url(Long.toString(n)));
      file.append("\" ADD_DATE=\"").append(1_600_000_000L + i);
      file.append("\" TAGS=\"phone").append(i % 200).append(",reading\">The ").append(n);
      file.append("th article on topic").append(i % SampleLibrary.WORDS).append("x</A>\n");
    }
    return file.append("</DL><p>\n").toString();
  }

  private Row batches(SampleLibrary library) throws IOException {
    Row row =
        new Row(
            String.format(Locale.ROOT, "Batch of %,d saves", BATCH),
            " ms",
            new Goal.Limit(50, " ms"));
    Accounts account = library.add("batches", 1, 0);
    try (var connection = new HttpConnection(server.port())) {
      for (int i = -BATCHES / 2; i < BATCHES; i++) {
        StringBuilder batch = new StringBuilder("{\"operations\":[");
        for (int n = 0; n < BATCH; n++) {
          batch.append(n > 0 ? "," : "").append("{\"op\":\"save\",\"link\":");
          batch.append(links.full()).append('}');
        }
        byte[] request =
            HttpConnection.json(
                "POST", "/v1/batch", account.token(), batch.append("]}").toString());
        long start = System.nanoTime();
        int status = connection.call(request).status();
        if (status != 200) {
          throw new IOException("A batch was answered " + status);
        }
        if (i >= 0) {
          row.of(Row.OWN).add((System.nanoTime() - start) / 1e6);
        }
      }
    }
    progress.say("%s: %.1f ms", row.title(), row.of(Row.OWN).median());
    return row;
  }

  /** Reads of one account while others' links are imported and purged. */
  private Row besides(SampleLibrary library, Database stores)
      throws IOException, InterruptedException {
    Row row =
        new Row(
            "Read by id, %.0f a second, while an import and a purge run".formatted(READS_A_SECOND),
            " ms",
            new Goal.Tail(10, " ms"));
    Accounts purged = library.add("purged", 1, large.links() / 2);
    delete(stores, new AccountId(purged.firstId()), large.links() / 2);
    Accounts imported = library.add("beside", 1, 0);
    String file = bookmarks(large.links());
    AtomicBoolean working = new AtomicBoolean(true);
    Thread work =
        Thread.ofPlatform()
            .start(() -> {
              try {
                load(imported.token(), file);
                stores.sync().purge(Instant.now().plus(Duration.ofDays(1)));
              } catch (IOException e) {
                row.of(Row.OWN).spoil(String.valueOf(e.getMessage()));
              } finally {
                working.set(false);
              }
            });
    Calls reads =
        Calls.of(
            () ->
                HttpConnection.get(
                    "/v1/links/" + (1 + ThreadLocalRandom.current().nextLong(large.links())),
                    large.token()),
            200);
    while (working.get()) {
      Latencies times =
          new SocketLoad().atRate(server.port(), reads, READS_A_SECOND, Duration.ofSeconds(1));
      times.forEach(row.of(Row.OWN)::add);
      if (times.failures() > 0) {
        row.of(Row.OWN).spoil(times.failures() + " calls failed");
      }
    }
    work.join();
    progress.say("%s: 99 of 100 within %.2f ms", row.title(), row.of(Row.OWN).part(0.99));
    return row;
  }

  private static void delete(Database stores, AccountId account, long count) {
    for (long first = 1; first <= count; first += BATCH) {
      List<Operation> deletes = new ArrayList<>();
      for (long id = first; id < Math.min(count + 1, first + BATCH); id++) {
        deletes.add(new Operation.Delete(new Operation.LinkRef.ById(id), Precondition.NONE));
      }
      stores.sync().apply(account, deletes);
    }
  }
}
