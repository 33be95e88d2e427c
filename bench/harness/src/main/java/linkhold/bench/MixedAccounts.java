package linkhold.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts of different sizes: the first has many links, one in a hundred a tenth of them, the
 * others few. All are copies, made in bulk, of links that Linkhold's own stores have written.
 */
final class MixedAccounts {

  /** Greater than the ids of all other accounts. */
  private static final long FIRST = 900_001;

  private MixedAccounts() {}

  /**
   * Creates the accounts.
   *
   * @param source an account of {@code most} links
   * @param least how many links most of them have
   */
  static Accounts of(
      BenchDatabase database, SampleLibrary library, Accounts source, int count, int least)
      throws IOException, SQLException {
    long most = source.links();
    database.execute(
        "insert into accounts (id, name, created_at) overriding system value"
            + " select %1$d + n, 'mixed-' || n, now() from generate_series(0, %2$d - 1) n"
                .formatted(FIRST, count));
    String added =
        """
        select id, case when id = %1$d then %2$d when id %% 100 = 0 then %2$d / 10 else %3$d end size
        from accounts where id >= %1$d
        """
            .formatted(FIRST, most, least);
    Crowd.copy(database, source.firstId(), "revisions", added, "true");
    Crowd.copy(database, source.firstId(), "tags", added, "true");
    Crowd.copy(database, source.firstId(), "links", added, "links.id <= added.size");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("mixed-" + i);
    }
    return library.tokens("mixed", names, least);
  }
}
