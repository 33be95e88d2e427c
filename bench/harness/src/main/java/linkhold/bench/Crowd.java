package linkhold.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A growing number of accounts with the same ten links: copies, made in bulk, of one account that
 * Linkhold's own stores have written. No call uses that one, so its links stay ten.
 */
final class Crowd {

  private static final int LINKS = 10;

  /** How many of the accounts are used in calls. */
  private static final int CALLED_UPON = 1_000;

  private static final List<String> TABLES = List.of("revisions", "tags", "links");

  private final BenchDatabase database;
  private final SampleLibrary library;
  private final Accounts copied;
  private int count;

  Crowd(BenchDatabase database, SampleLibrary library) throws IOException {
    this.database = database;
    this.library = library;
    this.copied = library.add("copied", 1, LINKS);
  }

  /** Adds accounts up to {@code size}, and returns some of them. */
  Accounts growTo(int size) throws IOException, SQLException {
    if (size > count) {
      String added =
          "select id from accounts where name like 'crowd-%' and substr(name, 7)::int > " + count;
      database.execute(
          "insert into accounts (name, created_at) select 'crowd-' || n, now() from"
              + " generate_series(%d, %d) n".formatted(count + 1, size));
      for (String table : TABLES) {
        copy(database, copied.firstId(), table, added, "true");
      }
      count = size;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Math.min(size, CALLED_UPON); i++) {
      names.add("crowd-" + (1 + (long) i * size / Math.min(size, CALLED_UPON)));
    }
    return library.tokens("crowd-of-" + size, names, LINKS);
  }

  /**
   * Copies rows of an account for others.
   *
   * @param added a query of the others' ids, as {@code added}, and of the condition's columns
   * @param condition selects the rows
   */
  static void copy(BenchDatabase database, long from, String table, String added, String condition)
      throws SQLException {
    String columns = columns(database, table, "");
    String values = columns(database, table, table + ".");
    database.execute(
        "insert into %1$s (account_id, %2$s) select added.id, %4$s from %1$s cross join (%3$s) as"
                .formatted(table, columns, added, values)
            + " added where account_id = "
            + from
            + " and "
            + condition);
  }

  private static String columns(BenchDatabase database, String table, String prefix)
      throws SQLException {
    return database.text(
        "select string_agg('"
            + prefix
            + "' || column_name, ', ') from information_schema.columns where table_name"
            + " = '"
            + table
            + "' and column_name <> 'account_id' and is_generated = 'NEVER'");
  }
}
