package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Operation;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult;
import linkhold.domain.Tag;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that share statements, while something happens to the database. */
final class SharedStatementsTest {

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private Database database = open(10);

  @BeforeEach
  void migrate() {
    database.migrate();
  }

  @AfterEach
  void close() {
    callers.close();
    database.close();
  }

  @Test
  void aLockedAccountDelaysNoOther() throws Exception {
    database.close();
    database = open(3);
    AccountId held = account("held");
    AccountId free = account("free");
    List<Future<SaveResult.Saved>> delayed = new ArrayList<>();
    List<Future<List<SaveResult>>> batches = new ArrayList<>();
    try (Connection other = connect()) {
      other.setAutoCommit(false);
      execute(other, "select from revisions where account_id = " + held.value() + " for update");
      for (int i = 0; i < 30; i++) {
        String url = "https://example.com/" + i;
        delayed.add(callers.submit(() -> database.links().save(held, draft(url))));
      }
      List<LinkDraft> batch =
          IntStream.range(100, 200).mapToObj(i -> draft("https://example.com/" + i)).toList();
      for (int i = 0; i < 5; i++) {
        batches.add(callers.submit(() -> database.links().save(held, batch)));
      }
      awaitLockWait();

      for (int i = 0; i < 50; i++) {
        long revision =
            database.links().save(free, draft("https://example.com/" + i)).link().revision();
        assertEquals(i + 1, revision);
        assertEquals(revision, database.links().version(free).revision());
      }
      assertTrue(delayed.stream().noneMatch(Future::isDone));
      other.rollback();
    }
    Set<Long> revisions = new HashSet<>();
    for (Future<SaveResult.Saved> call : delayed) {
      revisions.add(call.get().link().revision());
    }
    for (Future<List<SaveResult>> call : batches) {
      assertEquals(100, call.get().size());
    }
    assertEquals(30, revisions.size());
    assertEquals(130, database.links().version(held).revision());
  }

  @Test
  void anAccountWithMoreWritersThanConnectionsLeavesSomeToOthers() throws Exception {
    database.close();
    database = openPatiently(5);
    AccountId held = account("held");
    AccountId free = account("free");
    LinkDraft first = new LinkDraft(LinkUrl.parse("https://example.com/"), tagged("before"));
    long link = database.links().save(held, first).link().id();
    database.links().save(free, first);
    LinkPatch patch = new LinkPatch(null, tagged("after"), List.of(), List.of());
    List<Callable<?>> writes =
        List.of(
            () -> database.links().update(held, link, patch, Precondition.NONE),
            () -> database.sync().apply(held, List.of(update(link, patch))),
            () -> database.tags().rename(held, new Tag("before"), new Tag("after")),
            () -> database.numberedTags().add(held, new Tag("other")),
            () -> database.links().save(held, draft("https://example.com/")));
    List<Future<?>> delayed = new ArrayList<>();
    try (Connection other = connect()) {
      other.setAutoCommit(false);
      execute(other, "select from revisions where account_id = " + held.value() + " for update");
      for (int i = 0; i < 50; i++) {
        delayed.add(callers.submit(writes.get(i % writes.size())));
      }
      awaitLockWait();

      for (int i = 0; i < 50; i++) {
        database.links().save(free, draft("https://example.com/" + i));
        LinkPatch next = new LinkPatch(null, tagged("t" + i), List.of(), List.of());
        database.links().update(free, link, next, Precondition.NONE);
        assertEquals(2L * i + 3, database.links().version(free).revision());
        assertEquals(i + 2, database.links().summary(free).links());
      }
      assertTrue(delayed.stream().noneMatch(Future::isDone));
      other.rollback();
    }
    for (Future<?> call : delayed) {
      call.get();
    }
    assertEquals(List.of(new Tag("after")), database.links().find(held, link).orElseThrow().tags());
    assertEquals(2, database.links().version(held).revision(), "the first to come changed it");
  }

  @Test
  void severalServersOnTheSameAccountsNeitherBlockEachOtherNorLoseRevisions() throws Exception {
    List<AccountId> accounts = List.of(account("one"), account("two"), account("three"));
    try (Database second = open(5)) {
      List<Callable<Long>> saves = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        Database server = i % 2 == 0 ? database : second;
        AccountId account = accounts.get(i % accounts.size());
        LinkDraft draft = draft("https://example.com/" + i);
        saves.add(() -> server.links().save(account, draft).link().revision());
      }
      for (Future<Long> save : callers.invokeAll(saves)) {
        assertTrue(save.get() > 0);
      }
    }
    for (AccountId account : accounts) {
      assertEquals(200, database.links().version(account).revision());
      assertEquals(200, urls(account).size());
    }
  }

  @Test
  void aLinkIsCreatedOnceHoweverOftenAndByWhomItIsSaved() throws Exception {
    record Saving(AccountId account, LinkDraft draft, SaveResult.Saved result) {}
    List<AccountId> accounts = List.of(account("one"), account("two"), account("three"));
    List<Callable<Saving>> savings = new ArrayList<>();
    try (Database second = open(5)) {
      for (int i = 0; i < 900; i++) {
        AccountId account = accounts.get(i % 3);
        LinkDraft plain = draft("https://example.com/" + i / 9);
        LinkDraft draft = i % 9 < 6 ? plain : plain.withFields(tagged("tag"));
        Database server = i % 2 == 0 ? database : second;
        savings.add(() -> new Saving(account, draft, server.links().save(account, draft)));
      }
      Collections.shuffle(savings, new Random(1));
      Set<String> created = new HashSet<>();
      for (Future<Saving> future : callers.invokeAll(savings)) {
        Saving saving = future.get();
        String url = saving.draft().url().given();
        assertEquals(url, saving.result().link().url());
        if (saving.result().outcome() == SaveResult.Outcome.CREATED) {
          assertTrue(created.add(saving.account() + " " + url), url);
        }
      }
      assertEquals(300, created.size());
    }
    for (AccountId account : accounts) {
      assertEquals(100, new HashSet<>(urls(account)).size());
      assertEquals(100, database.tags().list(account).getFirst().count());
    }
  }

  @Test
  void whenConnectionsAreCutEachCallerHasASuccessThatSurvivesOrAnError() throws Exception {
    List<AccountId> accounts = IntStream.range(0, 5).mapToObj(i -> account("cut" + i)).toList();
    Set<String> saved = ConcurrentHashMap.newKeySet();
    AtomicInteger unavailable = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    AtomicBoolean end = new AtomicBoolean();
    List<Future<?>> running = new ArrayList<>();
    for (int caller = 0; caller < 40; caller++) {
      AccountId account = accounts.get(caller % accounts.size());
      String prefix = "https://example.com/" + caller + "/";
      running.add(
          callers.submit(() -> {
            for (int i = 0; !end.get(); i++) {
              try {
                database.links().save(account, draft(prefix + i));
                saved.add(account.value() + " " + prefix + i);
                database.links().find(account, 1);
              } catch (UnavailableException e) {
                unavailable.incrementAndGet();
              } catch (RuntimeException | Error e) {
                faults.add(e);
              }
            }
          }));
    }
    int cuts = 0;
    try (Connection other = connect()) {
      while (cuts < 20 || unavailable.get() == 0) {
        int before = saved.size();
        Patience.await("fifty saves", () -> saved.size() >= before + 50);
        execute(
            other,
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
        cuts++;
      }
    }
    end.set(true);
    for (Future<?> caller : running) {
      caller.get();
    }

    // The pool may still hold connections that were cut a moment ago.
    database.close();
    database = open(10);
    Set<String> there = new HashSet<>();
    for (AccountId account : accounts) {
      urls(account).forEach(url -> there.add(account.value() + " " + url));
      assertEquals(urls(account).size(), database.links().version(account).revision(), "no gaps");
    }
    Set<String> lost = new HashSet<>(saved);
    lost.removeAll(there);
    System.out.printf(
        "Connections cut %d times: %d saves succeeded, %d calls failed, %d successes lost%n",
        cuts, saved.size(), unavailable.get(), lost.size());
    assertEquals(Set.of(), lost);
    assertEquals(List.of(), List.copyOf(faults));
  }

  @Test
  void closingLetsSavesEndThatHaveBegun() throws Exception {
    AccountId account = account("closing");
    Set<String> saved = ConcurrentHashMap.newKeySet();
    AtomicInteger refused = new AtomicInteger();
    Database closing = open(5);
    List<Future<?>> running = new ArrayList<>();
    for (int caller = 0; caller < 20; caller++) {
      String prefix = "https://example.com/" + caller + "/";
      running.add(
          callers.submit(() -> {
            try {
              for (int i = 0; ; i++) {
                closing.links().save(account, draft(prefix + i));
                saved.add(prefix + i);
              }
            } catch (UnavailableException e) {
              refused.incrementAndGet();
            }
          }));
    }
    Patience.await("two hundred saves", () -> saved.size() >= 200);

    closing.close();

    for (Future<?> caller : running) {
      caller.get();
    }
    assertEquals(20, refused.get());
    assertEquals(saved, new HashSet<>(urls(account)), "every save told its caller how it ended");
  }

  private Database open(int connections) {
    return Database.open(
        settings.withLimits(connections, Duration.ofSeconds(30)), Clock.systemUTC());
  }

  /** Calls wait for longer than a test lasts. */
  private Database openPatiently(int connections) {
    Duration patience = Patience.of(Duration.ofSeconds(100));
    return Database.open(
        new DatabaseSettings(
            settings.jdbcUrl(),
            settings.user(),
            settings.password(),
            connections,
            patience,
            patience,
            patience),
        Clock.systemUTC());
  }

  private AccountId account(String name) {
    return database.accounts().add(name).id();
  }

  private List<String> urls(AccountId account) {
    List<String> urls = new ArrayList<>();
    database.links().forEachUrl(account, urls::add);
    return urls;
  }

  private static LinkFields tagged(String tag) {
    return LinkFields.NONE.withTags(List.of(new Tag(tag)));
  }

  private static Operation update(long id, LinkPatch patch) {
    return new Operation.Update(new Operation.LinkRef.ById(id), patch, Precondition.NONE);
  }

  private static LinkDraft draft(String url) {
    return LinkDraft.of(LinkUrl.parse(url));
  }

  private void awaitLockWait() throws Exception {
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      Patience.await(
          "a save that waits for the account",
          () -> {
            try (ResultSet row =
                statement.executeQuery(
                    "select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database())")) {
              row.next();
              return row.getBoolean(1);
            }
          });
    }
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
