package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Operation;
import linkhold.domain.Precondition;
import linkhold.domain.Tag;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;

/** A commit that fails as those of Citus do whose machine goes away: by an error of its own. */
final class FailedCommitTest {

  private static final String FAIL =
      """
      create function fail() returns trigger language plpgsql as $$
      begin
        raise exception 'could not commit transaction for shard 102048 on at least one active node'
          using errcode = 'internal_error';
      end $$;
      create constraint trigger failing after insert or update or delete on links
        deferrable initially deferred for each row execute function fail();
      """;

  private final DatabaseSettings settings = TestPostgres.newSettings();

  @Test
  void aCommitThatFailsOnAnotherMachineIsAnOutageOfEachWrite() throws SQLException {
    requireOutages();
  }

  @Test
  void soItIsWhereAccountsAreSpread() throws SQLException {
    FakeCitus.into(settings);
    requireOutages();
  }

  private void requireOutages() throws SQLException {
    try (Database database = TestPostgres.migrated(settings, Clock.systemUTC())) {
      AccountId account = database.accounts().add("ann").id();
      database.links().save(account, tagged(1));
      List<Runnable> writes =
          List.of(
              () -> database.links().save(account, plain(2)),
              () -> database.links().save(account, tagged(3)),
              () -> database.links().update(account, 1, titled(), Precondition.NONE),
              () ->
                  database
                      .sync()
                      .apply(account, List.of(new Operation.Save(plain(4), Precondition.NONE))),
              () -> database.tags().rename(account, new Tag("kept"), new Tag("held")),
              () -> database.links().delete(account, 1, Precondition.NONE));
      execute(FAIL);
      for (Runnable write : writes) {
        assertThrows(UnavailableException.class, write::run);
      }
      assertEquals(1, database.links().version(account).revision());
      execute("drop trigger failing on links");
      writes.forEach(Runnable::run);
      assertEquals(3, database.links().summary(account).links());
    }
  }

  private void execute(String commands) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(commands);
    }
  }

  private static LinkDraft plain(int number) {
    return LinkDraft.of(LinkUrl.parse("https://example.com/" + number));
  }

  private static LinkDraft tagged(int number) {
    return new LinkDraft(
        LinkUrl.parse("https://example.com/" + number),
        LinkFields.builder().tags(List.of(new Tag("kept"))).build());
  }

  private static LinkPatch titled() {
    return new LinkPatch(null, LinkFields.builder().title("A").build(), List.of(), List.of());
  }
}
