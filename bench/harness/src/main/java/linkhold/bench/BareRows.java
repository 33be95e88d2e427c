package linkhold.bench;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import linkhold.bench.Workload.Kind;

/**
 * The rivals' second table: links of which nothing but the URL is kept, without account, time,
 * tags, or a check whether the link exists already. The difference is the cost of all that.
 */
final class BareRows {

  /** The path prefix of a rival's calls on them. */
  static final String PREFIX = "/bare";

  /**
   * The work that a rival can do with them. Without accounts, one account and many are the same.
   */
  static final Set<Kind> KINDS =
      EnumSet.of(
          Kind.SAVE_MANY_ACCOUNTS, Kind.SAVE_ALONE, Kind.READ, Kind.PAGE, Kind.PAGE_SMALL_ALONE);

  private BareRows() {}

  /** The rival's name in the report when it works on them. */
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
