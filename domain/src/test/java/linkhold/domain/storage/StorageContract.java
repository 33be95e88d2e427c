package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.NO_ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageRead;
import linkhold.domain.Restrictions;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.domain.Version;
import linkhold.domain.storage.Storage.Kind;
import linkhold.domain.storage.Storage.Tables;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Storage} must do, row by row. The contracts of the stores would show much of it
 * only when something fails, or never, such as rows that a removed account leaves behind.
 */
public interface StorageContract {

  /** Counts the accounts of all tests of storages, so that each test has its own. */
  AtomicLong ACCOUNTS = new AtomicLong(1_000_000);

  /** The tested storage. */
  Storage storage();

  @Test
  default void everyPartOfAnAccountIsKept() {
    Account account =
        new Account(
            new AccountId(ACCOUNTS.incrementAndGet()),
            "Name|" + ACCOUNTS,
            Instant.parse("2020-02-29T12:34:56.654321Z"),
            new Restrictions(true, Long.MAX_VALUE));
    AccountRow row = new AccountRow(account, new Version(Long.MAX_VALUE, 1L << 40), 1L << 39);

    write(account.id(), tables -> tables.put(row));

    requireAccount(row);

    AccountRow other = row.restricted(Restrictions.NONE).at(new Version(7, 8)).purged(1L << 50);
    write(account.id(), tables -> tables.put(other));

    requireAccount(other);
  }

  private void requireAccount(AccountRow row) {
    String name = row.account().name();
    assertEquals(Optional.of(row), storage().read(tables -> tables.account(row.id())));
    assertEquals(Optional.of(row), storage().read(tables -> tables.account(name)));
    assertEquals(
        List.of(row),
        storage().read(Tables::accounts).stream()
            .filter(there -> there.id().equals(row.id()))
            .toList());
    assertEquals(
        Optional.empty(), storage().read(tables -> tables.account(name.replace("Name", "name"))));
  }

  @Test
  default void everyPartOfALinkIsKept() {
    AccountId account = newAccount();
    List<PageRead> reads = new ArrayList<>(List.of(PageRead.OFF, PageRead.PENDING));
    for (PageRead.Field field : PageRead.Field.values()) {
      reads.add(new PageRead(PageRead.State.DONE, Set.of(field)));
    }
    reads.add(new PageRead(PageRead.State.FAILED, Set.of(PageRead.Field.values())));
    List<StoredLink> rows = new ArrayList<>();
    for (PageRead read : reads) {
      long id = rows.size() + 1L;
      Link link = full(id, id).pageRead(read).build();
      rows.add(live(link));
    }
    long id = rows.size() + 1L;
    rows.add(
        live(
            Link.builder()
                .id(id)
                .url(link(id).given())
                .createdAt(time(1))
                .updatedAt(time(2))
                .version(new Version(Long.MAX_VALUE, id))
                .build()));
    rows.add(deleted(id + 1));

    write(account, tables -> rows.forEach(row -> tables.put(account, row)));

    requireRows(account, rows);
  }

  @Test
  default void aRowIsFoundByItsIdItsUrlAndItsRevision() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    // Revisions run against the ids, and beyond 32 bits.
    List<StoredLink> rows = new ArrayList<>();
    for (long id = 1; id <= 6; id++) {
      long revision = (1L << 40) - id;
      rows.add(
          id % 2 == 0
              ? new StoredLink.Deleted(new Tombstone(id, revision, time(id)), digest(id))
              : live(full(id, revision).build()));
    }
    for (AccountId each : List.of(account, other)) {
      write(each, tables -> rows.forEach(row -> tables.put(each, row)));
    }
    write(other, tables -> tables.remove(other, 1));

    requireRows(account, rows);
    read(tables -> {
      assertEquals(List.of(1L, 4L), sorted(tables.byIds(account, List.of(4L, 1L, 99L, 4L))));
      assertEquals(
          List.of(2L, 3L),
          sorted(tables.byUrls(account, List.of(link(3), link(2), link(99), link(3)))));
      assertEquals(List.of(3L, 4L), ids(tables.byId(account, 2, 2)));
      long third = (1L << 40) - 3;
      assertEquals(List.of(2L, 1L), ids(tables.byRevision(account, third, 0, 9)));
      assertEquals(List.of(6L, 5L, 4L), ids(tables.byRevision(account, 0, 0, 3)));
      assertEquals(List.of(5L, 3L, 2L, 1L), ids(tables.byRevision(account, 0, third, 9)));
      assertEquals(List.of(), tables.byId(other, 6, 9));
      assertEquals(List.of(2L, 3L, 4L, 5L, 6L), ids(tables.byId(other, 0, 9)));
      AccountId nobody = new AccountId(Long.MAX_VALUE);
      assertEquals(List.of(), tables.byId(nobody, 0, 9));
      assertEquals(List.of(), tables.byIds(nobody, List.of(1L)));
    });
  }

  @Test
  default void urlsAreTakenFromRowsAndGivenToOthers() {
    AccountId account = newAccount();
    Link first = full(1, 1).build();
    Link second = full(2, 2).build();
    write(
        account,
        tables -> {
          tables.put(account, live(first));
          tables.put(account, live(second));
          tables.put(account, deleted(3));
        });
    List<StoredLink> swapped =
        List.of(
            new StoredLink.Live(first, digest(2)),
            new StoredLink.Live(second, digest(3)),
            new StoredLink.Deleted(new Tombstone(3, 3, time(3)), null));

    write(
        account,
        tables -> {
          tables.free(account, List.of(1L, 2L, 3L));
          tables.put(account, swapped.get(0));
          tables.put(account, swapped.get(1));
        });

    requireRows(account, swapped);
    read(tables -> {
      assertEquals(List.of(2L), ids(tables.byUrls(account, List.of(link(3)))));
      assertEquals(List.of(), tables.byUrls(account, List.of(link(1))));
    });
  }

  @Test
  default void valuesAreKeptByAccountKindAndKey() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    String key = "naïve 日本語 😀 %_'\\";
    String text = "a\tb\nc\u0001 \\0";
    String longText = "x".repeat(1_000_000);
    String unusual = "v-" + account.value();
    write(
        account,
        tables -> {
          tables.put(account, Kind.SPELLING, key, "first");
          tables.put(account, Kind.SPELLING, key, text);
          tables.put(account, Kind.SPELLING, "key", "small");
          tables.put(account, Kind.SPELLING, "KEY", "");
          tables.put(account, Kind.BUNDLE, key, "bundle");
          tables.put(account, Kind.BATCH, key, longText);
        });
    write(other, tables -> tables.put(other, Kind.SPELLING, key, "other"));
    write(NO_ACCOUNT, tables -> tables.put(NO_ACCOUNT, Kind.SPELLING, unusual, "nobody's"));
    write(
        other,
        tables -> {
          tables.remove(other, Kind.BUNDLE, key);
          tables.remove(other, Kind.SPELLING, "key");
        });

    read(tables -> {
      assertEquals(
          Map.of(key, text, "key", "small", "KEY", ""), tables.values(account, Kind.SPELLING));
      assertEquals(
          Map.of(key, text), tables.values(account, Kind.SPELLING, List.of("none", key, key)));
      assertEquals(Map.of(key, "bundle"), tables.values(account, Kind.BUNDLE));
      assertTrue(tables.value(account, Kind.BATCH, key).equals(Optional.of(longText)), "long text");
      assertEquals(Map.of(), tables.values(account, Kind.TOKEN));
      assertEquals(Optional.of("other"), tables.value(other, Kind.SPELLING, key));
      assertEquals(Optional.of("nobody's"), tables.value(NO_ACCOUNT, Kind.SPELLING, unusual));
    });
  }

  @Test
  default void linksThatOtherRulesTookForTwoAreMergedOnce() {
    DerivedStores stores = new DerivedStores(storage(), Clock.systemUTC());
    AccountId account = stores.accounts().add("renewed-" + ACCOUNTS.incrementAndGet()).id();
    LinkUrl url = LinkUrl.parse("https://example.com/a");
    LinkFields title = LinkFields.builder().title("First").build();
    stores.links().save(account, new LinkDraft(url, title));
    long first = stores.links().findByUrl(account, url).orElseThrow().id();
    write(
        account,
        tables -> {
          Link link = ((StoredLink.Live) tables.byIds(account, List.of(first)).getFirst()).link();
          tables.free(account, List.of(first));
          tables.put(account, new StoredLink.Live(link, new byte[LinkUrl.rules().length]));
        });
    stores.links().save(account, LinkDraft.of(url));
    long second = stores.links().findByUrl(account, url).orElseThrow().id();
    assertNotEquals(first, second, "the rules of then");

    assertTrue(stores.renew() >= 2);

    Link merged = stores.links().findByUrl(account, url).orElseThrow();
    assertEquals(first, merged.id());
    assertEquals("First", merged.title());
    assertEquals(Optional.empty(), stores.links().find(account, second));
    ChangePage changes = stores.sync().changes(account, Optional.empty(), 10);
    assertEquals(List.of(new Change.Saved(merged)), changes.changes());
    assertEquals(4, stores.links().version(account).revision());
    assertEquals(0, stores.renew());
  }

  @Test
  default void aRemovedAccountLeavesNothingAndTheOthersStay() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    List<StoredLink> rows = List.of(live(full(1, 1).build()), deleted(2));
    for (AccountId each : List.of(account, other)) {
      write(
          each,
          tables -> {
            rows.forEach(row -> tables.put(each, row));
            for (Kind kind : Kind.values()) {
              tables.put(each, kind, "key", "value");
            }
          });
    }
    AccountRow former = storage().read(tables -> tables.account(account)).orElseThrow();

    write(account, tables -> tables.remove(account));

    read(tables -> assertEquals(Optional.empty(), tables.account(account)));
    requireRows(other, rows);
    write(account, tables -> tables.put(former)); // rows that were left would be found again
    requireRows(account, List.of());
    read(tables -> {
      for (Kind kind : Kind.values()) {
        assertEquals(Map.of(), tables.values(account, kind), kind.name());
        assertEquals(Map.of("key", "value"), tables.values(other, kind), kind.name());
      }
      assertEquals(List.of(), tables.byUrls(account, List.of(link(1), link(2))));
    });
  }

  @Test
  default void aWorkThatThrowsChangesNothingAndItsExceptionIsPassedOn() {
    AccountId account = newAccount();
    List<StoredLink> rows = List.of(live(full(1, 1).build()), deleted(2), live(full(3, 3).build()));
    write(
        account,
        tables -> {
          rows.forEach(row -> tables.put(account, row));
          tables.put(account, Kind.SPELLING, "kept", "value");
          tables.put(account, Kind.SPELLING, "replaced", "before");
        });
    AccountRow before = storage().read(tables -> tables.account(account)).orElseThrow();
    AccountId added = new AccountId(ACCOUNTS.incrementAndGet());
    List<Consumer<Tables>> works =
        List.of(
            tables -> tables.put(accountRow(added)),
            tables -> tables.put(before.at(new Version(1, 99))),
            tables -> tables.put(account, live(full(4, 4).build())),
            tables -> tables.put(account, live(full(1, 5).title("Another title").build())),
            tables ->
                tables.put(account, new StoredLink.Deleted(new Tombstone(3, 6, time(6)), null)),
            tables -> {
              tables.free(account, List.of(1L, 2L));
              tables.put(account, new StoredLink.Live(full(1, 7).build(), digest(2)));
            },
            tables -> tables.remove(account, 3),
            tables -> tables.put(account, Kind.SPELLING, "added", "value"),
            tables -> tables.put(account, Kind.SPELLING, "replaced", "after"),
            tables -> tables.remove(account, Kind.SPELLING, "kept"),
            tables -> tables.remove(account),
            tables -> {});
    for (int i = 0; i < works.size(); i++) {
      Consumer<Tables> work = works.get(i);
      IllegalStateException failure = new IllegalStateException("work " + i);
      boolean alone = i % 2 == 0;

      Throwable thrown =
          assertThrows(
              IllegalStateException.class,
              () -> {
                if (alone) {
                  storage().writeAlone(tables -> doAndThrow(work, tables, failure));
                } else {
                  storage().write(account, tables -> doAndThrow(work, tables, failure));
                }
              });

      assertSame(failure, thrown);
      requireRows(account, rows);
      String name = failure.getMessage();
      read(tables -> {
        assertEquals(Optional.of(before), tables.account(account), name);
        assertEquals(Optional.empty(), tables.account(added), name);
        assertEquals(
            Map.of("kept", "value", "replaced", "before"),
            tables.values(account, Kind.SPELLING),
            name);
        assertEquals(
            rows.size(), tables.byUrls(account, List.of(link(1), link(2), link(3))).size());
      });
    }
    write(account, tables -> tables.put(account, Kind.SPELLING, "kept", "again"));
    read(
        tables -> assertEquals(Optional.of("again"), tables.value(account, Kind.SPELLING, "kept")));
    assertTrue(storage().isReady());
  }

  private static Object doAndThrow(Consumer<Tables> work, Tables tables, RuntimeException failure) {
    work.accept(tables);
    throw failure;
  }

  private void write(AccountId account, Consumer<Tables> work) {
    storage()
        .write(
            account,
            tables -> {
              work.accept(tables);
              return account;
            });
  }

  private void read(Consumer<Tables> work) {
    storage()
        .read(tables -> {
          work.accept(tables);
          return tables;
        });
  }

  private AccountId newAccount() {
    AccountRow row = accountRow(new AccountId(ACCOUNTS.incrementAndGet()));
    write(row.id(), tables -> tables.put(row));
    return row.id();
  }

  private static AccountRow accountRow(AccountId id) {
    Account account = new Account(id, "storage-" + id.value(), time(0), Restrictions.NONE);
    return new AccountRow(account, new Version(id.value(), 0), 0);
  }

  /** Asserts that the account has exactly these rows, by every method that reads them. */
  private void requireRows(AccountId account, List<StoredLink> rows) {
    List<Content> expected = contents(rows);
    List<Long> ids = ids(rows);
    read(tables -> {
      assertEquals(expected, contents(tables.byId(account, 0, 100)));
      assertEquals(expected, contents(tables.byIds(account, ids)));
      assertEquals(expected, contents(tables.byRevision(account, 0, 0, 100)));
    });
  }

  /** A row that can be compared. */
  record Content(Object linkOrTombstone, String digest) {}

  private static List<Content> contents(List<StoredLink> rows) {
    return rows.stream()
        .sorted(Comparator.comparingLong(StoredLink::id))
        .map(row -> {
          byte[] digest = row.digest();
          String hex = digest == null ? "none" : HexFormat.of().formatHex(digest);
          return switch (row) {
            case StoredLink.Live(Link link, _) -> new Content(link, hex);
            case StoredLink.Deleted(Tombstone tombstone, _) -> new Content(tombstone, hex);
          };
        })
        .toList();
  }

  private static List<Long> ids(List<StoredLink> rows) {
    return rows.stream().map(StoredLink::id).toList();
  }

  private static List<Long> sorted(List<StoredLink> rows) {
    return ids(rows).stream().sorted().toList();
  }

  private static StoredLink live(Link link) {
    return new StoredLink.Live(link, digest(link.id()));
  }

  private static StoredLink deleted(long id) {
    return new StoredLink.Deleted(new Tombstone(id, id, time(id)), digest(id));
  }

  /** A link with another value than the default in every component. */
  private static Link.Builder full(long id, long revision) {
    return Link.builder()
        .id(id)
        .url(link(id).given())
        .title("A title 'of' " + id)
        .description("A description")
        .note("A note\nof two lines, naïve 日本語 😀")
        .imageUrl("https://example.com/picture.png")
        .iconUrl("https://example.com/icon.png")
        .tags(List.of(new Tag("Zebra"), new Tag("två-ord"), new Tag("apple")))
        .unread(id % 2 == 0)
        .archived(id % 3 == 0)
        .favorite(id % 4 == 0)
        .shared(id % 5 == 0)
        .createdAt(time(-id))
        .updatedAt(time(id))
        .version(new Version(Long.MAX_VALUE - id, revision))
        .pageRead(new PageRead(PageRead.State.DONE, Set.of(PageRead.Field.IMAGE)));
  }

  private static LinkUrl link(long id) {
    return LinkUrl.parse("https://example.com/" + id);
  }

  private static byte[] digest(long id) {
    return link(id).digest();
  }

  private static Instant time(long seconds) {
    return Instant.parse("2026-01-01T00:00:00.123457Z").plusSeconds(seconds);
  }
}
