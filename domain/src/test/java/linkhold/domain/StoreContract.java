package linkhold.domain;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every contract test needs: the stores to be tested, and fixtures that set every field to
 * another value than its default, so that a store that drops one fails.
 */
public interface StoreContract {

  /** The clock of the tested stores: one second later at each reading. */
  TickingClock CLOCK = new TickingClock(Instant.parse("2026-01-01T00:00:00.123456Z"));

  /** Counts the accounts of all contract tests, so that each test has its own. */
  AtomicInteger ACCOUNTS = new AtomicInteger();

  /** The tested stores. */
  Stores stores();

  /** The tested accounts. */
  default AccountStore accounts() {
    return stores().accounts();
  }

  /** The tested links. */
  default LinkStore links() {
    return stores().links();
  }

  /** The tested changes. */
  default SyncStore sync() {
    return stores().sync();
  }

  /** An account that no other test uses. */
  default AccountId newAccount() {
    return accounts().add("account-" + ACCOUNTS.incrementAndGet()).id();
  }

  /** All fields, each with another value than its default. */
  static LinkFields allFields() {
    return LinkFields.builder()
        .title("A title with 100% of _ and \\")
        .description("A description, 'quoted' \"twice\"")
        .note("A note\nof two lines, naïve 日本語 😀")
        .imageUrl("https://example.com/picture.png?a=1&b='2'")
        .iconUrl("http://example.com/favicon.ico")
        .tags(tags("Java", "två-ord"))
        .unread(true)
        .archived(true)
        .favorite(true)
        .shared(true)
        .createdAt(Instant.parse("2020-02-29T12:34:56.654321Z"))
        .build();
  }

  /** Fields with these tags and nothing else. */
  static LinkFields tagged(String... names) {
    return LinkFields.NONE.withTags(tags(names));
  }

  /** Fields with this title and nothing else. */
  static LinkFields titled(String title) {
    return LinkFields.builder().title(title).build();
  }

  /** A draft of this URL without fields. */
  static LinkDraft draft(String url) {
    return LinkDraft.of(LinkUrl.parse(url));
  }

  /** A draft of this URL with these fields. */
  static LinkDraft draft(String url, LinkFields fields) {
    return new LinkDraft(LinkUrl.parse(url), fields);
  }

  /** Tags of these names. */
  static List<Tag> tags(String... names) {
    return List.of(names).stream().map(Tag::new).toList();
  }
}
