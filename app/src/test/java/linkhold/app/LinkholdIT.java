package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import linkhold.app.postgres.EmbeddedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program, seen from outside, with a data directory of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LinkholdIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private final Path directory = DATABASES.top().resolve("new").resolve("linkhold");
  private final RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory);

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aSavedLinkIsListed() throws Exception {
    var answer = server.post("{\"url\": \"https://example.com/saved\"}");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("\"https://example.com/saved\""), answer.body());
    assertEquals(answer.body(), server.get("/links").body());
    assertEquals(200, server.get("/health/ready").statusCode());
  }

  @Test
  void anAddressAsPeopleTypeItGetsAScheme() throws Exception {
    assertEquals(200, server.save("example.com/typed"));
    assertTrue(server.list().contains("https://example.com/typed"));
  }

  @Test
  void sqlInAUrlIsPlainText() throws Exception {
    String url = "https://example.com/');drop%20table%20links;--";
    assertEquals(200, server.save(url));
    assertTrue(server.list().contains(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"x\"",
        "{\"url\": 5}",
        "{\"url\": \"\"}",
        "{\"url\": \"https://example.com/",
        "{\"url\":\"a\\u0000b\"}"
      })
  void aBodyWithoutAUrlIsRefused(String body) throws Exception {
    var before = server.list();
    var answer = server.post(body);
    assertEquals(400, answer.statusCode());
    assertEquals(List.of("application/problem+json"), answer.headers().allValues("Content-Type"));
    assertTrue(answer.body().contains("\"status\":400"), answer.body());
    assertEquals(before, server.list());
  }

  @Test
  void whatManyClientsSaveAtOnceIsListedOnce() throws Exception {
    List<String> urls =
        IntStream.range(0, 100).mapToObj(i -> "https://example.com/many/" + i).toList();
    List<Callable<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<String> inOwnOrder = new ArrayList<>(urls);
      Collections.rotate(inOwnOrder, i % 2 == 0 ? 0 : 12 * i);
      clients.add(() -> {
        for (String url : inOwnOrder) {
          assertEquals(200, server.save(url));
        }
        return null;
      });
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var client : executor.invokeAll(clients)) {
        client.get();
      }
    }
    List<String> listed =
        server.list().stream().filter(url -> url.contains("/many/")).sorted().toList();
    assertEquals(urls.stream().sorted().toList(), listed);
  }

  @Test
  void aSecondServerOnTheDirectoryIsRefusedInOneLine() throws Exception {
    TestDatabases.requireEmbedded("It is about the data directory.");
    try (var second =
        RunningLinkhold.launch(
            DATABASES.top(), Map.of("LINKHOLD_DATA_DIR", directory.toString()), "--port=0")) {
      assertEquals(1, second.awaitExit());
      assertEquals(1, second.errors().lines().count(), second.errors());
      assertTrue(second.errors().contains(directory.toString()), second.errors());
      assertTrue(second.errors().contains("process " + server.pid()), second.errors());
    }
    assertEquals(200, server.get("/links").statusCode());
  }

  @Test
  void aCommandWorksBesideTheServer() throws Exception {
    try (var migrate =
        RunningLinkhold.launch(
            DATABASES.top(), Map.of(), "migrate", "--data-dir", directory.toString())) {
      assertEquals(0, migrate.awaitExit(), migrate.errors());
    }
    assertEquals(200, server.get("/links").statusCode());
  }

  @Test
  void commitsAreDurable() throws Exception {
    TestDatabases.requireEmbedded("It is about the embedded PostgreSQL's settings.");
    String password = Files.readString(directory.resolve("password")).strip();
    List<String> postmaster =
        Files.readAllLines(directory.resolve("cluster").resolve("postmaster.pid"));
    String url = EmbeddedDatabase.url(Integer.parseInt(postmaster.get(3)), "linkhold");
    try (var connection = DriverManager.getConnection(url, "linkhold", password)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertEquals(List.of("on"), TestDatabases.query(connection, "show " + setting));
      }
    }
  }

  @Test
  void noPostgresProcessRunsAsRoot() throws IOException {
    TestDatabases.requireEmbedded("It is about the embedded PostgreSQL's processes.");
    ProcessHandle postmaster = TestDatabases.postmaster(directory).orElseThrow();
    List<ProcessHandle> processes = new ArrayList<>(postmaster.children().toList());
    assertFalse(processes.isEmpty());
    processes.add(postmaster);
    for (ProcessHandle process : processes) {
      // One that has ended meanwhile has no user.
      assertNotEquals("root", process.info().user().orElse(""));
    }
  }

  @Test
  void nobodyElseEntersTheDirectory() throws IOException {
    TestDatabases.requireEmbedded("It is about the data directory.");
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("password"))));
  }
}
