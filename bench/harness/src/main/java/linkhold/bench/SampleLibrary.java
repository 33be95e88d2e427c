package linkhold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.Scope;
import linkhold.domain.Tag;
import linkhold.persistence.Database;

/**
 * Fills the database with accounts and links, by Linkhold's own stores, so that the rows are those
 * that the server would have written.
 */
final class SampleLibrary {

  /** The first account id, so large that it is not confused with other numbers in a statement. */
  static final long FIRST_ACCOUNT = 700_001;

  /** One title in this many has the same word. */
  static final int WORDS = 1_000;

  private static final int LINKS_A_STATEMENT = 1_000;
  private static final Instant FIRST_TIME = Instant.parse("2020-01-01T00:00:00Z");

  private final Database stores;
  private final Path directory;
  private long nextAccount;

  /** Files of tokens are written into {@code directory}; account ids begin at {@code first}. */
  SampleLibrary(BenchDatabase database, Database stores, Path directory, long first)
      throws SQLException {
    this.stores = stores;
    this.directory = directory;
    this.nextAccount = first;
    database.execute("alter sequence accounts_id_seq restart with " + first);
  }

  /**
   * Adds accounts.
   *
   * @param name the prefix of their names, before the number
   * @param count how many, at least 1
   * @param links how many links each has
   */
  Accounts add(String name, int count, long links) throws IOException {
    List<String> accounts = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      String account = name + "-" + i;
      AccountId id = stores.accounts().add(account).id();
      if (id.value() != nextAccount++) {
        throw new IllegalStateException("Someone else adds accounts to this database");
      }
      accounts.add(account);
      fill(id, 1, links);
    }
    return tokens(name, accounts, links);
  }

  /**
   * Creates tokens of existing accounts.
   *
   * @param name a name for these accounts together
   * @param links how many links each has
   */
  Accounts tokens(String name, List<String> accounts, long links) throws IOException {
    List<String> tokens = new ArrayList<>(accounts.size());
    for (String account : accounts) {
      tokens.add(stores.tokens().issue(account, "bench", Scope.WRITE, null).secret().reveal());
    }
    AccountId first = stores.accounts().find(accounts.getFirst()).orElseThrow().id();
    Path file = directory.resolve(name + ".tokens");
    Files.write(file, tokens);
    return new Accounts(first.value(), tokens, file, links);
  }

  /** Adds the links {@code from} to {@code to} to an account. */
  void fill(AccountId account, long from, long to) {
    for (long next = from; next <= to; next += LINKS_A_STATEMENT) {
      List<LinkDraft> drafts = new ArrayList<>(LINKS_A_STATEMENT);
      for (long n = next; n <= Math.min(to, next + LINKS_A_STATEMENT - 1); n++) {
        drafts.add(draft(n));
      }
      stores.links().save(account, drafts);
    }
  }

  /** The path of the link {@code n}'s URL. */
  static String url(String n) {
    return "https://bench.example/library/" + n + "/an-article-worth-keeping";
  }

  private static LinkDraft draft(long n) {
    return new LinkDraft(
        LinkUrl.parse(url(Long.toString(n))),
        LinkFields.builder()
            .title("Article " + n + " on topic" + n % WORDS + "x")
            .note(n % 4 == 0 ? "To be read again before the talk" : null)
            .tags(List.of(new Tag("tag" + n % 50), new Tag("reading")))
            .createdAt(FIRST_TIME.plusSeconds(n))
            .build());
  }
}
