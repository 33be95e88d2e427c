package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.SaveResult;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import linkhold.persistence.sharing.SharedCalls;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The cost of saves for PostgreSQL, in rows that the steps of its plans return and discard, as the
 * extension auto_explain counts them. There is one connection, so that every statement runs after
 * those that may have left a cached plan.
 */
final class PostgresPlanTest {

  private static final int LARGE = 2_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How many rows a step of a plan returns or discards each time, and how often it runs. */
  private static final Pattern ROWS =
      Pattern.compile("\"(Actual Rows|Actual Loops|Rows Removed by [A-Za-z ]+)\": ([0-9.]+)");

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private Connection connection = connect();
  private double work;

  @BeforeEach
  void countRows() throws SQLException {
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
    }
    execute(
        """
        load 'auto_explain';
        set auto_explain.log_min_duration = 0;
        set auto_explain.log_analyze = on;
        set auto_explain.log_timing = off;
        set auto_explain.log_format = json;
        set auto_explain.log_level = notice;
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void aLargeSaveCostsTheSameAfterSmallOnes() throws SQLException {
    requireSameWork();
  }

  @Test
  void aLargeSaveCostsTheSameAfterSmallOnesWherePlansAreMadeForAnyParameters() throws SQLException {
    execute("set plan_cache_mode = force_generic_plan");
    requireSameWork();
  }

  @Test
  void aSearchForALetterThatNoLinkHasDoesNotReadALargeAccount() throws SQLException {
    PostgresLinkStore links = links();
    AccountId account = account("large");
    int count = 3 * LARGE;
    save(links, account, count, 1);
    try (SearchIndexes indexes = new SearchIndexes(sql(), turns())) {
      indexes.add(account);
    }
    connection.setAutoCommit(false);

    long before = linksRead();
    assertEquals(List.of(), links.page(account, search("ж")).links());
    long indexed = linksRead() - before;
    execute("delete from link_letters");
    before = linksRead();
    assertEquals(List.of(), links.page(account, search("ж")).links());
    long whole = linksRead() - before;
    System.out.printf("Links read to find none of %d: %d, %d%n", count, indexed, whole);
    assertTrue(whole - indexed > 0.9 * count, indexed + " by the index, else " + whole);
  }

  @Test
  void aLongListIsReadOnceAlsoWhereThePlannerKnowsNothingOfItsTable() throws SQLException {
    execute("set plan_cache_mode = force_generic_plan");
    execute("alter table links set (autovacuum_enabled = false)");
    PostgresLinkStore links = links();
    AccountId account = account("large");
    int count = 3 * LARGE;
    save(links, account, count, 1);
    takeWork();
    AtomicInteger urls = new AtomicInteger();
    links.forEachUrl(account, _ -> urls.incrementAndGet());
    double rowsForUrls = takeWork();
    AtomicInteger all = new AtomicInteger();
    links.forEach(account, _ -> all.incrementAndGet());
    double rowsForLinks = takeWork();
    System.out.printf(
        "Rows for lists of %d: %.0f of URLs, %.0f of links%n", count, rowsForUrls, rowsForLinks);
    assertEquals(count, urls.get());
    assertEquals(count, all.get());
    assertTrue(rowsForUrls < 6 * count, "rows for URLs: " + rowsForUrls);
    assertTrue(rowsForLinks < 6 * count, "rows for links: " + rowsForLinks);
  }

  /** How many rows of links the connection has read, in this transaction and shortly before. */
  private long linksRead() throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select seq_tup_read + idx_tup_fetch from pg_stat_xact_all_tables"
                    + " where relname = 'links'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static LinkQuery search(String text) {
    return LinkQuery.of(SearchQuery.parse(text), Sort.NEWEST, 50);
  }

  private void requireSameWork() throws SQLException {
    PostgresLinkStore links = links();
    AccountId before = account("before");
    save(links, before, LARGE, 1);
    double workBefore = takeWork();
    for (int i = 0; i < 12; i++) {
      save(links, account("small" + i), 20, 100 + i);
    }
    takeWork();

    AccountId after = account("after");
    save(links, after, LARGE, 1);

    double workAfter = takeWork();
    System.out.printf(
        "Rows for %d links: %.0f before the small saves, %.0f after%n",
        LARGE, workBefore, workAfter);
    assertTrue(workBefore < 100.0 * LARGE, "rows before: " + workBefore);
    assertTrue(workAfter < 1.5 * workBefore, workAfter + " rows after, " + workBefore + " before");
  }

  private PostgresLinkStore links() {
    Sql sql = sql();
    Engine engine = TestCitus.engine(false);
    SharedCalls.Limits limits = new SharedCalls.Limits(1, PATIENCE);
    SearchIndexes indexes = new SearchIndexes(sql, turns());
    indexes.close(); // which would use the connection meanwhile
    return new PostgresLinkStore(
        new SharedSaves(sql, engine, turns(), limits),
        new SharedReads(sql, engine, limits),
        sql,
        sql,
        turns(),
        Clock.systemUTC(),
        LinkDraft.Reading.WITHOUT_TITLE,
        indexes);
  }

  private Sql sql() {
    return new Sql(DSL.using(watched(), SQLDialect.POSTGRES), Duration.ofSeconds(5));
  }

  private AccountQueues turns() {
    return new AccountQueues(sql(), 1, PATIENCE);
  }

  /** Saves links with four tags each. */
  private static void save(PostgresLinkStore links, AccountId account, int count, int seed) {
    Random random = new Random(seed);
    List<LinkDraft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Tag> tags =
          IntStream.range(0, 4).mapToObj(_ -> new Tag("tag" + random.nextInt(3_000))).toList();
      drafts.add(
          new LinkDraft(
              LinkUrl.parse("https://example.com/" + seed + "/" + i),
              LinkFields.NONE.withTags(tags)));
    }
    assertEquals(
        count,
        links.save(account, drafts).stream().filter(SaveResult.Saved.class::isInstance).count());
  }

  private AccountId account(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "with account as (insert into accounts (name, created_at) values ('"
                    + name
                    + "', now()) returning id) select id from account")) {
      row.next();
      AccountId account = new AccountId(row.getLong(1));
      execute("insert into revisions (account_id, epoch) values (" + account.value() + ", 1)");
      return account;
    }
  }

  private double takeWork() {
    double taken = work;
    work = 0;
    return taken;
  }

  /** The connection; the output of auto_explain about its statements is counted. */
  private Connection watched() {
    return watched(Connection.class, connection);
  }

  private <T> T watched(Class<T> type, T watched) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(watched, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (watched instanceof Statement statement
                  && method.getName().startsWith("execute")) {
                for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                  count(String.valueOf(w.getMessage()));
                }
              }
              return result instanceof Statement && method.getReturnType().isInterface()
                  ? watchedAs(method.getReturnType(), result)
                  : result;
            }));
  }

  private <T> T watchedAs(Class<T> type, Object watched) {
    return watched(type, type.cast(watched));
  }

  /** Adds the rows of a plan: of each step, the loops come after the rows of one loop. */
  private void count(String plan) {
    double rows = 0;
    double loops = 1;
    Matcher matcher = ROWS.matcher(plan);
    while (matcher.find()) {
      double number = Double.parseDouble(matcher.group(2));
      switch (matcher.group(1)) {
        case "Actual Rows" -> rows = number;
        case "Actual Loops" -> {
          loops = number;
          work += rows * loops;
        }
        default -> work += number * loops;
      }
    }
  }

  private Connection connect() {
    try {
      return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
