package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.AccountId;
import linkhold.domain.IdRange;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.SyncCursor;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Reads with a replica that is late, away or hanging, or that is another database. */
@DisabledIfSystemProperty(named = "linkhold.test.postgres.url", matches = ".*")
final class ReplicaTest {

  /** Long enough for a busy machine, and shorter than the timeout of a hanging statement. */
  private static final Duration DEADLINE = Patience.of(Duration.ofSeconds(12));

  private static TestReplica servers;

  @BeforeAll
  static void start() {
    servers = new TestReplica("0");
    try (Database database = Database.open(servers.primary(), Clock.systemUTC())) {
      database.migrate();
    }
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void whatWasSavedThroughAnyServerIsReadAtOnceThoughTheReplicaIsLate() throws Exception {
    try (Database database = open(servers.standby());
        Database other = Database.open(servers.primary(), Clock.systemUTC())) {
      AccountId account = database.accounts().add("late").id();
      save(database, account, 1);
      Version first = database.links().version(account);
      servers.awaitStandby();
      untilTheReplicaReads(database, account);
      servers.pause();
      try {
        SyncCursor since = SyncCursor.first(first);
        save(database, account, 2);
        assertEquals(2, shown(database, account, since), "what this server wrote");
        save(other, account, 3);
        assertEquals(3, shown(database, account, since), "what another server wrote");
        long behind = reads(database, "behind");
        assertTrue(behind >= 16, () -> behind + " reads were left to the primary");
      } finally {
        servers.resume();
      }
      servers.awaitStandby();
      untilTheReplicaReads(database, account);
      assertEquals(3, shown(database, account, SyncCursor.first(first)));
    }
  }

  /** The number of links that each kind of read returns, which has to be the same. */
  private static int shown(Database database, AccountId account, SyncCursor since) {
    List<String> urls = new ArrayList<>();
    database.links().forEachUrl(account, urls::add);
    int count = urls.size();
    List<Link> links = new ArrayList<>();
    database.links().forEach(account, links::add);
    assertEquals(count, links.size());
    assertEquals(count, database.links().page(account, query("")).links().size());
    assertEquals(count, database.links().page(account, query("example")).links().size());
    assertEquals(count, database.links().count(account, query(""), 0).links());
    assertEquals(count, database.links().count(account, query("#kept"), 0).links());
    assertEquals(count, database.links().summary(account).links());
    assertEquals(List.of(new TagCount(new Tag("kept"), count)), database.tags().list(account));
    assertEquals(count, database.sync().changes(account, Optional.empty(), 100).changes().size());
    assertEquals(
        count, database.sync().range(account, since, new IdRange(1, 100), 100).links().size());
    return count;
  }

  @Test
  void aReplicaThatBreaksOffCostsNoReadAnError() throws Exception {
    try (FadingProxy network = new FadingProxy(servers.standby().jdbcUrl());
        Database database = open(at(network))) {
      AccountId account = filled(database, "broken");
      readsGoOn(database, account, network::refuse);
      Patience.await("that it is away", () -> !replica(database).answers());
      assertEquals(1, database.links().page(account, query("")).links().size());
      assertTrue(reads(database, "away") > 0);
    }
  }

  @Test
  void aReplicaThatHangsDelaysNoReadForLongAndIsUsedAgain() throws Exception {
    try (FadingProxy network = new FadingProxy(servers.standby().jdbcUrl());
        Database database = open(at(network))) {
      AccountId account = filled(database, "hung");
      Duration longest = readsGoOn(database, account, network::fadeFromNowOn);
      assertTrue(longest.compareTo(DEADLINE) < 0, () -> "a read took " + longest);
      Patience.await("that it is away", () -> !replica(database).answers());
      network.mend();
      untilTheReplicaReads(database, account);
    }
  }

  /** Has some callers read while {@code accident} happens, until the replica gets no more reads. */
  private static Duration readsGoOn(Database database, AccountId account, Accident accident)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong longest = new AtomicLong();
    AtomicLong reads = new AtomicLong();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(
            callers.submit(() -> {
              while (!over.get()) {
                long begin = System.nanoTime();
                assertEquals(1, database.links().page(account, query("")).links().size());
                longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                reads.incrementAndGet();
              }
            }));
      }
      try {
        Patience.await("reads", () -> reads.get() > 100);
        accident.happen();
        long before = reads.get();
        Patience.await("reads by the primary", () -> reads.get() > before + 100);
        Patience.await("that it was noticed", () -> reads(database, "failed") > 0);
      } finally {
        over.set(true);
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    return Duration.ofNanos(longest.get());
  }

  @Test
  void aBusyReplicaIsNotWaitedFor() throws Exception {
    DatabaseSettings small = servers.standby().withLimits(2, servers.standby().statementTimeout());
    try (Database database = open(small);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      AccountId account = filled(database, "busy");
      List<Future<?>> calls = new ArrayList<>();
      AtomicLong left = new AtomicLong(20_000);
      for (int i = 0; i < 32; i++) {
        calls.add(
            callers.submit(() -> {
              while (reads(database, "busy") < 500 && left.decrementAndGet() > 0) {
                assertEquals(1, database.links().page(account, query("")).links().size());
              }
            }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      long failed = reads(database, "failed");
      assertTrue(reads(database, "busy") > failed, () -> failed + " reads were counted as failed");
    }
  }

  @Test
  void aReplicaWithoutTheTablesMakesNoRead() throws Exception {
    DatabaseSettings empty = TestPostgres.newSettings();
    try (Database database = open(empty)) {
      AccountId account = database.accounts().add("unmigrated").id();
      save(database, account, 1);
      assertEquals(1, database.links().page(account, query("")).links().size());
      assertEquals(0, reads(database, "current"));
    }
  }

  @Test
  void theDatabaseOfAnotherLinkholdMakesNoRead() throws Exception {
    DatabaseSettings strange = TestPostgres.newSettings();
    try (Database stranger = TestPostgres.migrated(strange, Clock.systemUTC());
        Database database = open(strange)) {
      AccountId account = database.accounts().add("mine").id();
      save(database, account, 1);
      for (AccountId other = stranger.accounts().add("x0").id();
          other.value() < account.value();
          other = stranger.accounts().add("x" + other.value()).id()) {
        assertTrue(other.value() < account.value());
      }
      save(stranger, account, 2);
      save(stranger, account, 3);
      Patience.await("an answer", () -> replica(database).answers());
      assertEquals(1, database.links().page(account, query("")).links().size());
      assertTrue(reads(database, "behind") > 0);
      assertEquals(0, reads(database, "current"));
    }
  }

  @Test
  void withoutAReplicaNothingIsCounted() {
    try (Database database = Database.open(servers.primary(), Clock.systemUTC())) {
      assertEquals(Optional.empty(), database.state().replica());
      assertEquals(2, database.state().pools().size());
    }
  }

  private interface Accident {
    void happen() throws Exception;
  }

  private static AccountId filled(Database database, String name) throws Exception {
    AccountId account = database.accounts().add(name).id();
    save(database, account, 1);
    servers.awaitStandby();
    untilTheReplicaReads(database, account);
    return account;
  }

  private static void untilTheReplicaReads(Database database, AccountId account) {
    long before = reads(database, "current");
    Patience.await(
        "a read by the replica",
        () -> {
          database.tags().list(account);
          return reads(database, "current") > before;
        });
  }

  /** How many reads were made for a reason. */
  static long reads(Database database, String reason) {
    return replica(database).reads().stream()
        .filter(reads -> reads.reason().equals(reason))
        .mapToLong(DatabaseState.Reads::count)
        .sum();
  }

  private static DatabaseState.Replica replica(Database database) {
    return database.state().replica().orElseThrow();
  }

  private static Database open(DatabaseSettings replica) {
    return Database.open(servers.primary(), replica, Clock.systemUTC(), Reading.WITHOUT_TITLE);
  }

  private static DatabaseSettings at(FadingProxy network) {
    return DatabaseSettings.of(network.jdbcUrl(), "postgres", "postgres");
  }

  private static LinkQuery query(String search) {
    return LinkQuery.of(SearchQuery.parse(search), Sort.NEWEST, 50);
  }

  private static void save(Database database, AccountId account, int number) {
    database
        .links()
        .save(
            account,
            new LinkDraft(
                LinkUrl.parse("https://example.com/" + number),
                LinkFields.builder().tags(List.of(new Tag("kept"))).build()));
  }
}
