package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Synchronisation by the packaged program: with several servers, through crashes, with thousands of
 * devices.
 */
final class LinkholdSyncIT {

  private static final int IDLE_STREAMS = 5_000;

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void aSaveOnOneServerReachesAStreamOnAnother() throws Exception {
    try (TestDatabase postgres = DATABASES.start();
        RunningLinkhold one = serve(postgres);
        RunningLinkhold other = serve(postgres);
        EventStream stream = EventStream.open(other.address(), "")) {
      stream.await("synced");

      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String url = "https://example.com/" + i;
        long begin = System.nanoTime();
        assertEquals(200, one.save(url));
        stream.await(url);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      }

      millis.sort(null);
      System.out.printf(
          "A save on one server reached a stream on another in %d ms at the median, %d ms at most%n",
          millis.get(millis.size() / 2), millis.getLast());
    }
  }

  @Test
  void aStreamThatIsResumedAfterACrashMissesNothing() throws Exception {
    Path directory = DATABASES.blank();
    List<String> acknowledged = new CopyOnWriteArrayList<>();
    Set<String> told = new HashSet<>();
    String cursor = "";
    for (int round = 0; round < 3; round++) {
      var ended = new AtomicBoolean();
      int number = round;
      RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory);
      try (EventStream stream = EventStream.open(server.address(), cursor)) {
        Thread writer =
            Thread.ofVirtual().start(() -> saveUntil(ended, server, number, acknowledged));
        stream.await("https://example.com/" + round + "/50\"");
        server.kill();
        ended.set(true);
        writer.join();
        stream.awaitEnd();
        told.addAll(stream.urls());
        cursor = stream.lastId();
      }
    }
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory);
        EventStream stream = EventStream.open(server.address(), cursor)) {
      stream.await("synced");
      told.addAll(stream.urls());
    }

    List<String> missed = acknowledged.stream().filter(url -> !told.contains(url)).toList();
    System.out.printf(
        "Killed the server three times under a stream: %d saves acknowledged, %d of them not told%n",
        acknowledged.size(), missed.size());
    assertEquals(List.of(), missed);
  }

  private static void saveUntil(
      AtomicBoolean ended, RunningLinkhold server, int round, List<String> acknowledged) {
    for (int i = 0; !ended.get(); i++) {
      String url = "https://example.com/" + round + "/" + i;
      try {
        if (server.save(url) == 200) {
          acknowledged.add(url);
        }
      } catch (Exception e) {
        // The server was killed; whether it had saved this link is unknown.
      }
    }
  }

  @Test
  void thousandsOfIdleStreamsAreCheap() throws Exception {
    try (TestDatabase postgres = DATABASES.start();
        Connection database = postgres.connect();
        RunningLinkhold server =
            serve(postgres, Map.of("LINKHOLD_MAX_EVENT_STREAMS_PER_ACCOUNT", "10000"))) {
      assertEquals(200, server.save("https://example.com/before"));
      try (IdleStreams few = IdleStreams.open(server.address(), 100)) {
        few.await("event: synced");
      }
      long memory = memoryKib(server);
      try (IdleStreams many = IdleStreams.open(server.address(), IDLE_STREAMS)) {
        many.await("event: synced");
        long idle = memoryKib(server);
        long transactions = transactions(database);
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(2); // the time that is measured, in which nothing happens
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            "%d idle streams: %d KiB of memory each, %.1f database transactions a second in all%n",
            IDLE_STREAMS,
            (idle - memory) / IDLE_STREAMS,
            (transactions(database) - transactions) / seconds);

        assertEquals(200, server.save("https://example.com/after"));
        many.await("https://example.com/after");
      }
    }
  }

  private static RunningLinkhold serve(TestDatabase postgres) {
    return serve(postgres, Map.of());
  }

  private static RunningLinkhold serve(TestDatabase postgres, Map<String, String> settings) {
    RunningLinkhold server = RunningLinkhold.external(DATABASES.top(), postgres, settings);
    server.awaitReady();
    return server;
  }

  private static long memoryKib(RunningLinkhold server) throws Exception {
    return Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static long transactions(Connection database) throws Exception {
    return Long.parseLong(
        TestDatabases.query(
                database,
                "select xact_commit + xact_rollback from pg_stat_database"
                    + " where datname = current_database()")
            .getFirst());
  }
}
