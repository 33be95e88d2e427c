package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.PAGE_READ;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.PageQueue;
import linkhold.domain.PageRead;
import linkhold.domain.PageReader;
import linkhold.domain.StoredLink;
import linkhold.domain.storage.Storage.Tables;

/** Pages to be read as values, by the ids of their links. */
final class DerivedPages implements PageQueue {

  /** A queued link. */
  private record Entry(
      AccountId account, long link, String host, boolean isLater, int attempts, Instant dueAt) {

    static Entry parse(AccountId account, String link, String text) {
      Value value = Value.parse(text);
      return new Entry(
          account,
          Long.parseLong(link),
          value.get(0),
          Boolean.parseBoolean(value.get(1)),
          (int) value.number(2),
          value.time(3));
    }

    void put(Tables tables) {
      tables.put(
          account, PAGE_READ, Long.toString(link), Value.text(host, isLater, attempts, dueAt));
    }
  }

  private final Rows rows;

  DerivedPages(Rows rows) {
    this.rows = rows;
  }

  /** Adds a link to the queue, or replaces its entry. */
  static void add(Tables tables, AccountId account, Library.QueuedRead read) {
    new Entry(account, read.link(), read.host(), read.isLater(), 0, read.dueAt()).put(tables);
  }

  @Override
  public List<Request> take(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit) {
    Set<AccountId> accounts = new HashSet<>(busyAccounts);
    Set<String> hosts = new HashSet<>(busyHosts);
    List<Request> taken = new ArrayList<>();
    for (Entry entry : due(busyAccounts, busyHosts)) {
      if (taken.size() < limit
          && !accounts.contains(entry.account)
          && !hosts.contains(entry.host)) {
        take(entry)
            .ifPresent(request -> {
              taken.add(request);
              accounts.add(request.account());
              hosts.add(request.host());
            });
      }
    }
    return taken;
  }

  private List<Entry> due(Set<AccountId> busyAccounts, Set<String> busyHosts) {
    Instant now = rows.now();
    return rows.read(tables -> {
      List<Entry> due = new ArrayList<>();
      for (AccountRow row : tables.accounts()) {
        if (!busyAccounts.contains(row.id())) {
          tables
              .values(row.id(), PAGE_READ)
              .forEach((link, value) -> {
                Entry entry = Entry.parse(row.id(), link, value);
                if (!entry.dueAt.isAfter(now) && !busyHosts.contains(entry.host)) {
                  due.add(entry);
                }
              });
        }
      }
      due.sort(
          Comparator.comparing(Entry::isLater)
              .thenComparing(Entry::dueAt)
              .thenComparingLong(entry -> entry.account.value())
              .thenComparingLong(Entry::link));
      return due;
    });
  }

  /** Takes an entry, unless another server has; drops it when its link's read is not pending. */
  private Optional<Request> take(Entry seen) {
    String key = Long.toString(seen.link);
    Instant now = rows.now();
    return rows.writeUnseen(
        seen.account,
        tables -> {
          Optional<String> value = tables.value(seen.account, PAGE_READ, key);
          if (value.isEmpty() || !Entry.parse(seen.account, key, value.get()).equals(seen)) {
            return Optional.empty();
          }
          Optional<Link> link = pending(tables, seen);
          if (link.isEmpty()) {
            tables.remove(seen.account, PAGE_READ, key);
            return Optional.empty();
          }
          int attempt = seen.attempts + 1;
          new Entry(seen.account, seen.link, seen.host, seen.isLater, attempt, now.plus(LEASE))
              .put(tables);
          return Optional.of(
              new Request(
                  seen.account, seen.link, LinkUrl.kept(link.get().url()), seen.host, attempt));
        });
  }

  private static Optional<Link> pending(Tables tables, Entry entry) {
    return tables.byIds(entry.account, List.of(entry.link)).stream()
        .filter(StoredLink.Live.class::isInstance)
        .map(row -> ((StoredLink.Live) row).link())
        .filter(link -> link.pageRead().state() == PageRead.State.PENDING)
        .findFirst();
  }

  @Override
  public void finish(Request request, PageReader.Result result) {
    Instant now = rows.now();
    Optional<Instant> retry = result.retry(request, now);
    if (retry.isPresent()) {
      putOff(request, retry.get());
      return;
    }
    try {
      rows.write(
          request.account(),
          (tables, row) -> {
            Library library =
                Rows.library(tables, row, List.of(request.link()), List.of(), List.of());
            library.finishRead(request.link(), request.url(), result.content(), now);
            tables.remove(request.account(), PAGE_READ, Long.toString(request.link()));
            Rows.write(tables, row, library);
            return row;
          });
    } catch (NotFoundException e) {
      // The account was removed meanwhile, and its queue with it.
    }
  }

  private void putOff(Request request, Instant dueAt) {
    String key = Long.toString(request.link());
    rows.writeUnseen(
        request.account(),
        tables ->
            tables
                .value(request.account(), PAGE_READ, key)
                .map(value -> {
                  Entry entry = Entry.parse(request.account(), key, value);
                  new Entry(
                          entry.account,
                          entry.link,
                          entry.host,
                          entry.isLater,
                          entry.attempts,
                          dueAt)
                      .put(tables);
                  return entry;
                }));
  }

  @Override
  public Link refresh(AccountId account, long link) {
    return rows.write(
        account,
        (tables, row) -> {
          Library library = Rows.library(tables, row, List.of(link), List.of(), List.of());
          Link refreshed = library.refresh(link, rows.now());
          Rows.write(tables, row, library);
          return refreshed;
        });
  }
}
