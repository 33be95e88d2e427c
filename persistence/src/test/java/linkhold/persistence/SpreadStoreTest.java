package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * All contracts by the statements for Citus, each of which must be one that Citus can run on the
 * account's machine.
 */
final class SpreadStoreTest extends DatabaseStoresTest {

  private static final Pattern DISTRIBUTED =
      Pattern.compile(
          "\"(revisions|links|tags|batches|last_ids|numbered_tags|bundles|renewals|page_reads"
              + "|link_letters|link_words|noticed_versions)\"");

  private static final Pattern OF_ONE_ACCOUNT = Pattern.compile("\"account_id\" = \\$\\d");

  /** One row of parameters, to which tables are joined by the account's id. */
  private static final Pattern ASKED_ONE =
      Pattern.compile("\\(\"account_id\".* as \\(select \\$1::int8");

  /** An inserted row, whose first column is the account's id. */
  private static final Pattern ROW_OF_ONE_ACCOUNT =
      Pattern.compile("(?s)^insert into \"\\w+\" \\(.*\"account_id\".*\\) values ");

  /** A row or rows for a table that every machine has. */
  private static final Pattern COPIED =
      Pattern.compile("(?s)^insert into (?!" + DISTRIBUTED + ").*");

  /** Reads of all accounts, which take and lock nothing. */
  private static final Pattern OF_ALL_ACCOUNTS =
      Pattern.compile(
          "(?s)^select (\"links\"\\.\"account_id\"|\"revisions\"\\.\"account_id\"|\"account_id\")"
              + "(?!.*for update).*");

  private final DatabaseSettings settings = TestPostgres.newSettingsOfPlain();
  private final StatementTap tap = new StatementTap(settings.jdbcUrl());

  @Override
  DatabaseSettings newDatabase() {
    FakeCitus.into(settings);
    return tap.of(settings);
  }

  @Override
  @BeforeAll
  void openStores() {
    super.openStores();
    tap.clear();
  }

  @Override
  public int steps() {
    return 100;
  }

  @Test
  void eachTableIsSpreadOrCopied() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select relname from pg_class where relkind = 'r'"
                    + " and relnamespace = 'public'::regnamespace"
                    + " and oid not in (select logicalrelid from pg_dist_partition)")) {
      List<String> left = new ArrayList<>();
      while (rows.next()) {
        left.add(rows.getString(1));
      }
      assertEquals(List.of(), left, "tables that Schema does not distribute");
    }
  }

  @Test
  void aLargeAccountIsSearchedByItsIndexOfLetters() {
    AccountId account = stores().accounts().add("large").id();
    List<LinkDraft> drafts = new ArrayList<>();
    for (int n = 0; n < SearchIndexes.READ_BY_SEARCHES + 50; n++) {
      LinkFields title = LinkFields.builder().title(n == 7 ? "ж" : "t").build();
      drafts.add(new LinkDraft(LinkUrl.parse("https://example.com/" + n), title));
    }
    stores().links().save(account, drafts);
    database().renew();
    for (Sort sort : Sort.values()) {
      LinkQuery query = LinkQuery.of(SearchQuery.parse("ж"), sort, 5);
      assertEquals(1, stores().links().page(account, query).links().size(), sort.name());
    }
  }

  @Test
  void whatCitusCouldNotRunIsFound() {
    assertEquals(
        "it is about several accounts",
        refusal("select \"epoch\" from \"revisions\" where \"account_id\" = any ($1) for update"));
    assertEquals(
        "it writes within another statement",
        refusal(
            "with \"a\" as (insert into \"tags\" values ($1)) update \"links\" set \"url\" = $2"
                + " where \"account_id\" = $3"));
    assertEquals(
        "it moves a row to another account",
        refusal(
            "update \"bundles\" set \"account_id\" = $1 where \"bundles\".\"account_id\" = $2"));
    assertEquals(
        "its rows are of no account that Citus knows of before",
        refusal("insert into \"tags\" select $1, x from unnest($2) x where \"account_id\" = $3"));
    assertEquals("it forces generic plans", refusal("set plan_cache_mode = force_generic_plan"));
  }

  @Override
  @AfterAll
  public void closeStores() {
    super.closeStores();
    tap.close();
    Set<String> refused = new TreeSet<>();
    for (String statement : tap.statements()) {
      String refusal = refusal(statement);
      if (!refusal.isEmpty()) {
        refused.add(refusal + ": " + statement);
      }
    }
    assertTrue(tap.statements().size() > 50, "the statements went through the tap");
    assertEquals("", String.join("\n", refused));
  }

  /** Why Citus could not run a statement on one machine; empty if it could. */
  private static String refusal(String statement) {
    if (statement.contains("force_generic_plan")) {
      return "it forces generic plans";
    }
    if (!DISTRIBUTED.matcher(statement).find()) {
      return "";
    }
    if (Pattern.compile("(?s)\\bas \\((insert|update|delete) ").matcher(statement).find()) {
      return "it writes within another statement";
    }
    if (Pattern.compile("(?s)^update .*\\bset\\b[^=]*\"account_id\" = .*where")
        .matcher(statement)
        .find()) {
      return "it moves a row to another account";
    }
    if (COPIED.matcher(statement).matches() && !statement.contains("for update")) {
      return "";
    }
    boolean inserts = statement.contains("insert into");
    if (inserts && ROW_OF_ONE_ACCOUNT.matcher(statement).find()) {
      return "";
    }
    boolean selects = Pattern.compile("(?s)insert into .*\\bselect\\b").matcher(statement).find();
    if (inserts
        && selects
        && !List.of("\"revisions\".\"account_id\"", "\"links\".\"account_id\"").stream()
            .anyMatch(id -> statement.contains("select " + id))) {
      return "its rows are of no account that Citus knows of before";
    }
    boolean one =
        OF_ONE_ACCOUNT.matcher(statement).find()
            || ASKED_ONE.matcher(statement).find()
            || OF_ALL_ACCOUNTS.matcher(statement).matches();
    return one ? "" : "it is about several accounts";
  }
}
