package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.app.RunningLinkhold.Run;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.app.postgres.OldestPostgres;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Backups of the packaged program, restored into another directory or in place of a library. */
final class LinkholdRestoreIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void aBackupOfARunningServerIsRestoredInAnotherDirectory() throws Exception {
    Path directory = DATABASES.blank();
    Path file = DATABASES.top().resolve("library.backup");
    List<String> saved;
    String before;
    String after;
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(200, server.save("https://a.example/"));
      before = cursor(server);
      assertEquals(200, server.save("https://b.example/"));
      saved = server.list();
      Run backup = run(directory, "backup", file.toString());
      assertEquals(0, backup.exitCode(), backup.errors());
      assertTrue(backup.errors().startsWith("Backed up 1 account, 2 links"), backup.errors());
      Run refused = run(directory, "restore", file.toString(), "--replace");
      assertEquals(1, refused.exitCode(), refused.errors());
      assertTrue(refused.errors().toLowerCase(Locale.ROOT).contains("stop it"), refused.errors());
      assertEquals(200, server.save("https://later.example/"));
      after = cursor(server);
    }
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    Run whole = run(directory, "backup", "--verify", file.toString());
    assertEquals(0, whole.exitCode(), whole.errors());

    Run occupied = run(directory, "restore", file.toString());
    assertEquals(1, occupied.exitCode(), occupied.errors());
    assertTrue(occupied.errors().contains("--replace"), occupied.errors());

    Path other = DATABASES.top().resolve("restored");
    assertEquals(0, run(other, "restore", file.toString()).exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), other)) {
      assertEquals(saved, server.list());
    }
    assertEquals(0, run(directory, "restore", file.toString(), "--replace").exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(saved, server.list());
      for (String device : List.of(before, after)) {
        assertEquals(410, server.get("/v1/changes?since=" + device).statusCode());
      }
    }
  }

  /** The cursor of a device that has everything. */
  private static String cursor(RunningLinkhold server) throws Exception {
    return JSON.readTree(server.get("/v1/changes").body()).get("next").asText();
  }

  /** Two clients save, change and delete; the backup is of one moment between two changes. */
  @Test
  void aBackupBesideABusyServerIsOfOneMomentInAnyMajorVersion() throws Exception {
    TestDatabases.requireEmbedded("It restores into an embedded PostgreSQL of each version.");
    OldestPostgres oldest = new OldestPostgres(DATABASES.top().resolve("oldest"));
    Path directory = DATABASES.blank();
    Path file = DATABASES.top().resolve("busy.backup");
    Map<Long, NavigableMap<Long, String>> history = new ConcurrentHashMap<>();
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      work(server, "https://first.example/", 0, history);
      String first = cursor(server);
      AtomicBoolean stop = new AtomicBoolean();
      List<Callable<Void>> clients = new ArrayList<>();
      for (String client : List.of("a", "b")) {
        clients.add(() -> {
          for (int i = 0; !stop.get(); i++) {
            work(server, "https://" + client + ".example/" + i, i, history);
          }
          return null;
        });
      }
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> running = clients.stream().map(executor::submit).toList();
        try {
          Patience.await("some work", () -> history.size() > 20);
          Run backup = run(directory, "backup", file.toString());
          assertEquals(0, backup.exitCode(), backup.errors());
        } finally {
          stop.set(true);
        }
        for (Future<Void> client : running) {
          client.get();
        }
      }
      for (JsonNode change : changes(server, "&since=" + first)) {
        add(history, change);
      }
    }

    Path of18 = DATABASES.top().resolve("of-18");
    assertEquals(0, run(of18, "restore", file.toString()).exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), of18)) {
      assertIsOfOneMoment(history, server);
    }
    Path of14 = DATABASES.top().resolve("of-14");
    oldest.initialise(of14);
    String place = "--data-dir=" + of14;
    try (var restore =
        RunningLinkhold.launchBy(
            oldest.linkhold(), DATABASES.top(), "restore", file.toString(), place)) {
      assertEquals(0, restore.awaitExit(), restore::errors);
    }
    try (var server =
        RunningLinkhold.launchBy(oldest.linkhold(), DATABASES.top(), "--port=0", place)) {
      server.awaitReady();
      assertIsOfOneMoment(history, server);
    }
  }

  /** Saves a link; changes every second one, and deletes every fourth. */
  private static void work(
      RunningLinkhold server, String url, int number, Map<Long, NavigableMap<Long, String>> history)
      throws Exception {
    JsonNode saved =
        JSON.readTree(server.call("POST", "/v1/links", "{\"url\":\"" + url + "\"}").body());
    add(history, saved);
    String path = "/v1/links/" + saved.get("id").asLong();
    if (number % 2 == 1) {
      add(history, JSON.readTree(server.call("PATCH", path, "{\"tags\":[\"changed\"]}").body()));
    }
    if (number % 4 == 3) {
      assertEquals(204, server.call("DELETE", path, "").statusCode());
    }
  }

  /** Records the state of a link from a revision on: its JSON, or that it was deleted. */
  private static void add(Map<Long, NavigableMap<Long, String>> history, JsonNode link) {
    String state =
        link.has("deleted") ? "deleted" : (link.has("link") ? link.get("link") : link).toString();
    history
        .computeIfAbsent(link.get("id").asLong(), _ -> new ConcurrentSkipListMap<>())
        .put(link.get("revision").asLong(), state);
  }

  /** Asserts that every link has the state that it had at the account's present revision. */
  private static void assertIsOfOneMoment(
      Map<Long, NavigableMap<Long, String>> history, RunningLinkhold server) throws Exception {
    long revision = JSON.readTree(server.get("/v1/account").body()).get("revision").asLong();
    assertTrue(revision > 20);
    Map<Long, String> expected = new TreeMap<>();
    history.forEach((id, states) -> {
      var state = states.floorEntry(revision);
      if (state != null && !state.getValue().equals("deleted")) {
        expected.put(id, state.getValue());
      }
    });
    Map<Long, String> restored = new TreeMap<>();
    for (JsonNode change : changes(server, "")) {
      restored.put(change.get("id").asLong(), change.get("link").toString());
    }
    assertEquals(expected, restored);
  }

  /** Every change since a cursor, or all of the library. */
  private static List<JsonNode> changes(RunningLinkhold server, String since) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    String next = since;
    JsonNode page;
    do {
      page = JSON.readTree(server.get("/v1/changes?limit=200" + next).body());
      page.get("changes").forEach(all::add);
      next = "&since=" + page.get("next").asText();
    } while (page.get("more").asBoolean());
    return all;
  }

  @Test
  void aRestoreThatIsKilledBeforeItsEndLeavesTheLibraryThatWasThere() throws Exception {
    TestDatabases.requireEmbedded("It sees the command wait in the tables of one PostgreSQL.");
    Path directory = DATABASES.blank();
    Path file = DATABASES.top().resolve("earlier.backup");
    List<String> later;
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(200, server.save("https://a.example/"));
      assertEquals(0, run(directory, "backup", file.toString()).exitCode());
      assertEquals(200, server.save("https://b.example/"));
      later = server.list();
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory);
        Connection lock = LinkholdBackupIT.lock(postgres, "links in access share mode");
        RunningLinkhold restore =
            RunningLinkhold.command(
                DATABASES.top(), directory, "restore", file.toString(), "--replace")) {
      LinkholdBackupIT.awaitWaiting(postgres);
      assertFalse(lock.isClosed());
      restore.kill();
    }
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(later, server.list());
    }
    assertEquals(0, run(directory, "restore", file.toString(), "--replace").exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(List.of("https://a.example/"), server.list());
    }
  }

  @Test
  void aFileThatIsNoWholeBackupMakesNoDirectory() throws Exception {
    Path cut = Files.writeString(DATABASES.top().resolve("cut.backup"), "(not a backup)");
    Path directory = DATABASES.top().resolve("never-made");
    Run refused = run(directory, "restore", cut.toString());
    assertEquals(1, refused.exitCode(), refused.errors());
    Run missing = run(directory, "restore", DATABASES.top().resolve("missing").toString());
    assertEquals(1, missing.exitCode(), missing.errors());
    assertTrue(missing.errors().contains("There is no "), missing.errors());
    assertFalse(Files.exists(directory));
  }

  private static Run run(Path directory, String... arguments) throws InterruptedException {
    return RunningLinkhold.run(DATABASES.top(), directory, arguments);
  }
}
