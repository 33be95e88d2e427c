package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.PAGE_READ;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

    Entry begun(Instant reservedUntil) {
      return new Entry(account, link, host, isLater, attempts + 1, reservedUntil);
    }

    Entry putOff(Instant until) {
      return new Entry(account, link, host, isLater, attempts, until);
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

  /** Removes a link from the queue. */
  static void remove(Tables tables, AccountId account, long link) {
    tables.remove(account, PAGE_READ, Long.toString(link));
  }

  @Override
  public List<Due> due(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit) {
    List<Due> due = new ArrayList<>();
    for (Entry entry : entries(busyAccounts, busyHosts)) {
      if (due.size() == limit) {
        return due;
      }
      url(entry)
          .ifPresentOrElse(
              url -> due.add(new Due(entry.account, entry.link, url)), () -> drop(entry));
    }
    return due;
  }

  private List<Entry> entries(Set<AccountId> busyAccounts, Set<String> busyHosts) {
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

  /** The URL of the entry's link; empty when its read is not pending. */
  private Optional<LinkUrl> url(Entry entry) {
    return rows.read(tables -> url(tables, entry.account, entry.link));
  }

  private static Optional<LinkUrl> url(Tables tables, AccountId account, long link) {
    return tables.byIds(account, List.of(link)).stream()
        .filter(StoredLink.Live.class::isInstance)
        .map(row -> ((StoredLink.Live) row).link())
        .filter(found -> found.pageRead().state() == PageRead.State.PENDING)
        .map(found -> LinkUrl.kept(found.url()))
        .findFirst();
  }

  private void drop(Entry entry) {
    rows.writeUnseen(
        entry.account,
        tables -> {
          if (url(tables, entry.account, entry.link).isEmpty()) {
            remove(tables, entry.account, entry.link);
          }
          return Optional.empty();
        });
  }

  @Override
  public Optional<Request> begin(Due due) {
    String key = Long.toString(due.link());
    Instant now = rows.now();
    return rows.writeUnseen(
        due.account(),
        tables -> {
          Optional<Entry> entry =
              tables
                  .value(due.account(), PAGE_READ, key)
                  .map(value -> Entry.parse(due.account(), key, value))
                  .filter(found -> !found.dueAt.isAfter(now));
          if (entry.isEmpty() || url(tables, due.account(), due.link()).isEmpty()) {
            return Optional.empty();
          }
          Entry begun = entry.get().begun(now.plus(LEASE));
          begun.put(tables);
          return Optional.of(
              new Request(due.account(), due.link(), due.url(), begun.host, begun.attempts));
        });
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
                  Entry entry = Entry.parse(request.account(), key, value).putOff(dueAt);
                  entry.put(tables);
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
