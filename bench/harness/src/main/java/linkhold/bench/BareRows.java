package linkhold.bench;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import linkhold.bench.Workload.Kind;

/**
 * The rivals' second table: links of which nothing but the URL is kept, without account, time,
 * tags, or a check for a link that is there already. What they gain by it is the price of the rest.
 */
final class BareRows {

  /** Where a rival's calls on them begin. */
  static final String PREFIX = "/bare";

  /** What a rival can do with them. Without accounts, one's and many's are the same. */
  static final Set<Kind> KINDS =
      EnumSet.of(
          Kind.SAVE_MANY_ACCOUNTS, Kind.SAVE_ALONE, Kind.READ, Kind.PAGE, Kind.PAGE_SMALL_ALONE);

  private BareRows() {}

  /** What the report calls the rival when it works on them. */
  static String name(String rival) {
    return rival + ", bare row";
  }

  /** Makes the table, with the links of an account. */
  static void fill(BenchDatabase database, Accounts accounts) throws SQLException {
    database.execute(
        "create table bare_links (id bigint generated always as identity primary key,"
            + " url text not null)");
    database.execute(
        "insert into bare_links (url) select url from links where account_id = "
            + accounts.firstId()
            + " order by id");
    database.execute("vacuum analyze bare_links");
  }
}
