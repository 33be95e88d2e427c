package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.domain.AccountFeed.Position;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.ExpiredCursorException;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.Scope;
import linkhold.domain.SyncCursor;
import linkhold.domain.Tag;
import linkhold.persistence.backup.Address;
import linkhold.persistence.backup.Backup;
import linkhold.persistence.backup.BackupException;
import linkhold.persistence.backup.BackupSummary;
import linkhold.persistence.backup.Restore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is restored completely or not at all, in any supported PostgreSQL. */
final class BackupTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String PRODUCT = "0.1.0-test";

  @TempDir private static Path directory;

  private static DatabaseSettings source;
  private static Database database;
  private static AccountId account;
  private static Path file;
  private static BackupSummary written;
  private static Position feed;

  @BeforeAll
  static void backUpALibrary() throws IOException {
    source = TestPostgres.newSettings();
    database = Database.open(source, Clock.systemUTC());
    database.migrate();
    account = database.accounts().add("ada").id();
    database.accounts().add("without-links");
    for (int i = 0; i < 50; i++) {
      save(account, "https://example.com/" + i, "Title " + i + "\t\\N \"quoted\" \n line é😀");
    }
    database.links().delete(account, 7, Precondition.NONE);
    database.tokens().issue("ada", "phone", Scope.READ, null);
    Patience.await(
        "the account in the feed",
        () -> !database.feed().read(Optional.empty(), 1).entries().isEmpty());
    feed = database.feed().read(Optional.empty(), 1).next();
    file = directory.resolve("backup.lhb");
    written = backUp(source, file);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "18"})
  void everyRowOfEveryTableIsRestoredInAnyMajorVersion(String major) throws Exception {
    DatabaseSettings target = TestPostgres.newSettings(major);
    BackupSummary restored = restore(target, file, false);
    assertEquals(written, restored);
    assertEquals(contents(source), contents(target));
    try (Database other = Database.open(target, Clock.systemUTC())) {
      other.migrate();
      assertTrue(other.isReady());
      AccountId eve = other.accounts().add("eve").id();
      assertTrue(eve.value() > account.value() + 1, "new ids come after the old ones");
      assertEquals(
          49, other.links().summary(other.accounts().find("ada").orElseThrow().id()).links());
    }
  }

  @Test
  void aDeviceThatSyncedBeforeStartsOver() throws Exception {
    SyncCursor cursor = database.sync().changes(account, Optional.empty(), 1000).next();
    DatabaseSettings target = TestPostgres.newSettings();
    restore(target, file, false);
    try (Database other = Database.open(target, Clock.systemUTC())) {
      AccountId ada = other.accounts().find("ada").orElseThrow().id();
      assertThrows(
          ExpiredCursorException.class, () -> other.sync().changes(ada, Optional.of(cursor), 1000));
    }
  }

  @Test
  void aReaderOfTheFeedThatWentOnAfterTheBackupStartsOver() throws Exception {
    Position later = new Position(feed.epoch(), feed.sequence() + 1);
    DatabaseSettings target = TestPostgres.newSettings();
    restore(target, file, false);
    try (Database other = Database.open(target, Clock.systemUTC())) {
      Patience.await(
          "the account, whose epoch is new",
          () -> !other.feed().read(Optional.of(later), 1).entries().isEmpty());
    }
  }

  @Test
  void aLibraryIsReplacedOnlyWhenThatIsSaid() throws Exception {
    DatabaseSettings target = newLibraryOfSomeoneElse();
    Map<String, String> before = contents(target);
    BackupException refused =
        assertThrows(BackupException.class, () -> restore(target, file, false));
    assertTrue(String.valueOf(refused.getMessage()).contains("--replace"), refused.getMessage());
    assertEquals(before, contents(target));
    restore(target, file, true);
    assertEquals(contents(source), contents(target));
  }

  @Test
  void nothingIsRestoredBelowARunningServer() throws Exception {
    DatabaseSettings target = TestPostgres.newSettings();
    try (Database other = Database.open(target, Clock.systemUTC())) {
      other.migrate();
      BackupException refused =
          assertThrows(BackupException.class, () -> restore(target, file, true));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("Stop it first"), refused.getMessage());
    }
  }

  @Test
  void tablesOfAnotherProgramStay() throws Exception {
    DatabaseSettings target = TestPostgres.newSettings();
    run(target, "create table accounts (mine int)");
    assertThrows(BackupException.class, () -> restore(target, file, true));
    assertEquals(List.of("0"), query(target, "select count(*)::text from accounts"));
  }

  @Test
  void aFileThatBreaksOffIsRefusedAtEveryLengthAndChangesNothing() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Path part = directory.resolve("part.lhb");
    for (int length = 0; length < whole.length; length += 1 + length / 16) {
      Files.write(part, Arrays.copyOf(whole, length));
      assertThrows(BackupException.class, () -> Restore.verify(part), "first " + length);
    }
    Files.write(part, Arrays.copyOf(whole, whole.length - 1));
    assertLeavesEmpty(part);
  }

  /** A few bits of the compressed stream mean nothing; a file that differs in these is whole. */
  @Test
  void aFileWithAChangedByteIsRefusedOrHoldsTheSame() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged.lhb");
    Random random = new Random(1);
    int accepted = 0;
    byte[] refused = {};
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      try {
        assertEquals(written, Restore.verify(damaged), "byte " + at);
        accepted++;
      } catch (BackupException e) {
        refused = Arrays.copyOf(bytes, bytes.length);
      }
    }
    assertTrue(accepted < 30, accepted + " changes were not noticed");
    Files.write(damaged, refused);
    assertLeavesEmpty(damaged);
  }

  @Test
  void whatIsNoBackupIsCalledSo() throws Exception {
    Path other = directory.resolve("links.jsonl");
    Files.writeString(other, "{\"url\": \"https://example.com/\"}\n");
    assertThrows(BackupException.class, () -> Restore.verify(other));
  }

  @Test
  void aRestoreThatIsKilledLeavesNothingHalf() throws Exception {
    DatabaseSettings target = TestPostgres.newSettings();
    AtomicBoolean killed = new AtomicBoolean();
    assertThrows(
        BackupException.class,
        () ->
            Restore.of(file)
                .into(
                    address(target),
                    false,
                    _ -> {
                      if (killed.compareAndSet(false, true)) {
                        terminateRestores(target);
                      }
                    }));
    assertTrue(killed.get());
    assertEquals(
        List.of(),
        query(
            target,
            "select relname from pg_class where relname = 'links' "
                + "and relnamespace = 'public'::regnamespace"));
    restore(target, file, false);
    assertEquals(contents(source), contents(target));
  }

  @Test
  void aFileThatIsReplacedAfterItWasCheckedIsRefusedAndChangesNothing() throws Exception {
    DatabaseSettings target = newLibraryOfSomeoneElse();
    Map<String, String> before = contents(target);
    Path replaced = Files.copy(file, directory.resolve("replaced"));
    Restore restore = Restore.of(replaced);
    backUp(target, replaced);
    BackupException refused =
        assertThrows(BackupException.class, () -> restore.into(address(target), true, _ -> {}));
    assertTrue(String.valueOf(refused.getMessage()).contains("was replaced"), refused.getMessage());
    assertEquals(before, contents(target));
  }

  @Test
  void aNewerFileIsRefusedAndChangesNothing() throws Exception {
    String schema = written.head().schema();
    Path newerSchema =
        rewritten(
            "\"schema\":\"" + schema + "\",\"product\":\"" + PRODUCT,
            "\"schema\":\"99" + schema + "\",\"product\":\"" + PRODUCT.substring(2));
    Path newerFormat = rewritten("\"format\":1,", "\"format\":2,");
    for (Path newer : List.of(newerSchema, newerFormat)) {
      BackupException refused =
          assertThrows(BackupException.class, () -> Restore.verify(newer), newer::toString);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("by a newer Linkhold"),
          refused.getMessage());
      assertLeavesEmpty(newer);
    }
  }

  /** The backup with another text of the same length in its head. */
  private static Path rewritten(String text, String other) throws IOException {
    assertEquals(text.length(), other.length());
    String plain;
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      plain = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    int at = plain.indexOf(text);
    assertTrue(at >= 0 && at < 100, text);
    Path target = Files.createTempFile(directory, "rewritten", ".lhb");
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(target))) {
      out.write(
          (plain.substring(0, at) + other + plain.substring(at + text.length()))
              .getBytes(StandardCharsets.ISO_8859_1));
    }
    return target;
  }

  /**
   * Two clients save, change and delete while the backup is made. What is restored must be what
   * they had when the account had the restored revision.
   */
  @Test
  void aBackupUnderLoadIsOfOneMomentInAnyMajorVersion() throws Exception {
    DatabaseSettings busy = TestPostgres.newSettings();
    try (Database live = Database.open(busy, Clock.systemUTC())) {
      live.migrate();
      AccountId owner = live.accounts().add("busy").id();
      History history = new History(live, owner);
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> clients = new ArrayList<>();
      for (String client : List.of("a", "b")) {
        clients.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; !stop.get(); i++) {
                    history.work(client, i);
                  }
                }));
      }
      Patience.await("changes", () -> live.links().version(owner).revision() >= 100);
      Path taken = directory.resolve("busy.lhb");
      backUp(busy, taken);
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
      history.addDeletions();
      for (String major : List.of("14", "18")) {
        DatabaseSettings target = TestPostgres.newSettings(major);
        restore(target, taken, false);
        long revision =
            Long.parseLong(query(target, "select revision::text from revisions").getFirst());
        assertTrue(revision >= 100);
        assertEquals(
            history.at(revision),
            query(
                target,
                "select id || ' ' || revision || ' ' || coalesce(title, 'deleted') from links"
                    + " order by id"));
      }
    }
  }

  /** The changes of two clients to the links of an account, by revision. */
  private static final class History {

    private final Database live;
    private final AccountId owner;

    /** The state of each link from a revision on, by id and revision. */
    private final Map<Long, NavigableMap<Long, String>> links = new ConcurrentSkipListMap<>();

    History(Database live, AccountId owner) {
      this.live = live;
      this.owner = owner;
    }

    /** Saves a link; changes every second one, and deletes every fourth. */
    void work(String client, int number) {
      LinkUrl url = LinkUrl.parse("https://" + client + ".example/" + number);
      LinkFields title = LinkFields.builder().title("new").build();
      Link saved = live.links().save(owner, new LinkDraft(url, title)).link();
      add(saved.id(), saved.revision(), "new");
      if (number % 2 == 1) {
        LinkFields other = LinkFields.builder().title("changed").build();
        LinkPatch patch = new LinkPatch(null, other, List.of(), List.of());
        Link changed = live.links().update(owner, saved.id(), patch, Precondition.NONE);
        add(changed.id(), changed.revision(), "changed");
      }
      if (number % 4 == 3) {
        live.links().delete(owner, saved.id(), Precondition.NONE);
      }
    }

    private void add(long id, long revision, String title) {
      links
          .computeIfAbsent(id, _ -> new ConcurrentSkipListMap<>())
          .put(revision, id + " " + revision + " " + title);
    }

    /** The revisions of deletions, which stay what they are. */
    void addDeletions() {
      Optional<SyncCursor> since =
          Optional.of(new SyncCursor(live.links().version(owner).epoch(), 0, 0));
      ChangePage page;
      do {
        page = live.sync().changes(owner, since, 1000);
        for (Change change : page.changes()) {
          if (change instanceof Change.Deleted deleted) {
            add(deleted.id(), deleted.revision(), "deleted");
          }
        }
        since = Optional.of(page.next());
      } while (page.more());
    }

    /** Every link and tombstone as of a revision. */
    List<String> at(long revision) {
      return links.values().stream()
          .map(states -> states.floorEntry(revision))
          .filter(Objects::nonNull)
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  @Test
  void everyAccountGetsANewEpoch() throws Exception {
    DatabaseSettings target = TestPostgres.newSettings();
    restore(target, file, false);
    String epochs = "select epoch::text from revisions order by account_id";
    List<String> old = query(source, epochs);
    List<String> renewed = query(target, epochs);
    for (int i = 0; i < old.size(); i++) {
      assertNotEquals(old.get(i), renewed.get(i));
    }
    assertFalse(renewed.isEmpty());
    assertEquals(renewed.size(), renewed.stream().distinct().count());
  }

  private static void save(AccountId account, String url, String title) {
    LinkFields fields =
        LinkFields.builder()
            .title(title)
            .description("d\\.")
            .note("n")
            .tags(List.of(new Tag("java"), new Tag("Web")))
            .unread(true)
            .archived(false)
            .favorite(true)
            .shared(false)
            .build();
    database.links().save(account, new LinkDraft(LinkUrl.parse(url), fields));
  }

  private static Address address(DatabaseSettings settings) {
    return new Address(settings.jdbcUrl(), settings.user(), settings.password());
  }

  @Test
  void aDatabaseWhoseRestoreWasInterruptedIsNotServed() throws Exception {
    DatabaseSettings target = TestPostgres.newSettings();
    run(target, "create schema " + Restore.BUILDING); // the first that a restore does
    try (Database other = Database.open(target, Clock.systemUTC())) {
      SchemaException refused = assertThrows(SchemaException.class, other::migrate);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("restore' again"), refused.getMessage());
    }
    restore(target, file, false);
    assertEquals(contents(source), contents(target));
    run(target, "create schema " + Restore.BUILDING); // one with --replace, interrupted
    try (Database other = Database.open(target, Clock.systemUTC())) {
      other.migrate();
      assertTrue(other.isReady(), "the library that was there is still there");
    }
  }

  @Test
  void aServerThatIsStartedDuringARestoreKeepsItsLibrary() throws Exception {
    DatabaseSettings target = newLibraryOfSomeoneElse();
    Map<String, String> before = contents(target);
    List<Database> started = new ArrayList<>();
    try {
      BackupException refused =
          assertThrows(
              BackupException.class,
              () ->
                  Restore.of(file)
                      .into(
                          address(target),
                          true,
                          _ -> {
                            if (started.isEmpty()) {
                              started.add(Database.open(target, Clock.systemUTC()));
                              started.getFirst().migrate();
                            }
                          }));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("A server uses"), refused.getMessage());
      assertEquals(before, contents(target));
    } finally {
      started.forEach(Database::close);
    }
  }

  private static DatabaseSettings newLibraryOfSomeoneElse() {
    DatabaseSettings settings = TestPostgres.newSettings();
    try (Database other = Database.open(settings, Clock.systemUTC())) {
      other.migrate();
      other.accounts().add("someone-else");
    }
    return settings;
  }

  private static BackupSummary backUp(DatabaseSettings from, Path to) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      return Backup.write(address(from), PRODUCT, NOW, out, _ -> {});
    }
  }

  private static BackupSummary restore(DatabaseSettings into, Path from, boolean replace)
      throws IOException {
    return Restore.of(from).into(address(into), replace, _ -> {});
  }

  private static void assertLeavesEmpty(Path from) throws SQLException {
    DatabaseSettings target = TestPostgres.newSettings();
    assertThrows(BackupException.class, () -> restore(target, from, false));
    assertEquals(
        List.of("0"),
        query(target, "select count(*)::text from pg_tables where schemaname = 'public'"));
  }

  /** Every row of every table but for the epochs, which a restore renews. */
  private static Map<String, String> contents(DatabaseSettings settings) throws SQLException {
    Map<String, String> contents = new LinkedHashMap<>();
    for (String table :
        query(
            settings,
            "select tablename from pg_tables where schemaname = 'public' and tablename not like"
                + " 'flyway%' order by tablename")) {
      contents.put(
          table,
          String.join(
              "\n",
              query(
                  settings,
                  "select (to_jsonb(t) - 'epoch')::text from " + table + " t order by 1")));
    }
    return contents;
  }

  private static void terminateRestores(DatabaseSettings settings) {
    try {
      query(
          settings,
          "select pg_terminate_backend(pid)::text from pg_stat_activity"
              + " where application_name = 'linkhold-backup' and datname = current_database()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> query(DatabaseSettings settings, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
