package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import org.junit.jupiter.api.Test;

/** Two processes on the same data at once. */
final class PostgresProcessTest {

  private static final int SAVES = 300;

  @Test
  void aSecondProcessOnTheSameDataLosesAndRepeatsNothing() throws Exception {
    DatabaseSettings settings = TestPostgres.newSettings();
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      database.migrate();
      AccountId account = database.accounts().add("shared").id();
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  // It runs for too short a time to gain from the second compiler.
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Other.class.getName(),
                  settings.jdbcUrl(),
                  settings.user(),
                  settings.password(),
                  Long.toString(account.value()))
              .inheritIO()
              .start();
      try {
        // Until the other has begun, so that both save at the same time.
        while (database.links().version(account).revision() == 0 && other.isAlive()) {
          Thread.sleep(10);
        }
        save(database, account, "one");
        assertTrue(other.waitFor(Patience.seconds(200), TimeUnit.SECONDS));
        assertEquals(0, other.exitValue());
      } finally {
        other.destroyForcibly();
      }

      List<String> urls = new ArrayList<>();
      Set<Long> revisions = new HashSet<>();
      database
          .links()
          .forEach(
              account,
              link -> {
                urls.add(link.url());
                revisions.add(link.revision());
                assertEquals(2, link.tags().size(), "both have tagged " + link.url());
              });
      assertEquals(SAVES, urls.size());
      assertEquals(SAVES, new HashSet<>(urls).size());
      assertEquals(SAVES, revisions.size());
      assertEquals(2L * SAVES, database.links().version(account).revision());
      assertEquals(
          List.of(new TagCount(new Tag("one"), SAVES), new TagCount(new Tag("other"), SAVES)),
          database.tags().list(account));
    }
  }

  /** Saves the same URLs as every other caller, each with the caller's tag. */
  private static void save(Database database, AccountId account, String tag) {
    for (int i = 0; i < SAVES; i++) {
      database
          .links()
          .save(
              account,
              new LinkDraft(
                  LinkUrl.parse("https://example.com/" + i),
                  LinkFields.NONE.withTags(List.of(new Tag(tag)))));
    }
  }

  /** The other process. */
  static final class Other {

    private Other() {}

    public static void main(String[] arguments) {
      DatabaseSettings settings =
          DatabaseSettings.of(arguments[0], arguments[1], arguments[2])
              .withLimits(5, Duration.ofSeconds(60));
      try (Database database = Database.open(settings, Clock.systemUTC())) {
        save(database, new AccountId(Long.parseLong(arguments[3])), "other");
      }
    }
  }
}
