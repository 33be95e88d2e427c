package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.FEED;
import static linkhold.domain.storage.Storage.Kind.WEBHOOK;
import static linkhold.domain.storage.Storage.NO_ACCOUNT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.Version;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore;
import linkhold.domain.storage.Storage.Tables;
import org.jspecify.annotations.Nullable;

/** The feed and the webhooks as values. */
final class DerivedFeed implements AccountFeed, WebhookStore {

  /** The key of the feed's epoch; entries have their accounts' ids as keys. */
  private static final String EPOCH = "epoch";

  private final Rows rows;

  DerivedFeed(Rows rows) {
    this.rows = rows;
  }

  // The feed

  @Override
  public Page read(Optional<Position> since, int limit) {
    refresh();
    return rows.read(tables -> {
      Position now = now(tables);
      long after = since.map(position -> position.in(now)).orElse(0L);
      return Page.of(now.epoch(), after, entries(tables, after, limit + 1), limit);
    });
  }

  private void refresh() {
    boolean stale =
        rows.read(tables ->
            tables.value(NO_ACCOUNT, FEED, EPOCH).isEmpty() || !changed(tables).isEmpty());
    if (stale) {
      rows.storage()
          .writeAlone(tables -> {
            if (tables.value(NO_ACCOUNT, FEED, EPOCH).isEmpty()) {
              renewEpoch(tables);
            }
            List<AccountRow> changed = changed(tables);
            for (AccountRow account : changed) {
              long sequence = Rows.nextId(tables, NO_ACCOUNT, FEED);
              String version =
                  Value.text(sequence, account.version().epoch(), account.version().revision());
              tables.put(NO_ACCOUNT, FEED, key(account), version);
            }
            return changed;
          });
    }
  }

  /** Begins a new epoch, so that every position so far means the beginning. */
  static void renewEpoch(Tables tables) {
    String epoch = Long.toString(Rows.newEpoch());
    tables.put(NO_ACCOUNT, FEED, EPOCH, epoch);
  }

  /** Removes an account's entry. */
  static void remove(Tables tables, AccountId account) {
    tables.remove(NO_ACCOUNT, FEED, Long.toString(account.value()));
  }

  private static List<AccountRow> changed(Tables tables) {
    Map<String, String> entries = tables.values(NO_ACCOUNT, FEED);
    return tables.accounts().stream()
        .filter(account -> account.version().revision() > 0)
        .filter(account -> !isVersion(entries.get(key(account)), account))
        .sorted(Comparator.comparingLong(account -> account.id().value()))
        .toList();
  }

  private static boolean isVersion(@Nullable String entry, AccountRow account) {
    if (entry == null) {
      return false;
    }
    Value value = Value.parse(entry);
    return value.number(1) == account.version().epoch()
        && value.number(2) == account.version().revision();
  }

  private static String key(AccountRow account) {
    return Long.toString(account.id().value());
  }

  private static Position now(Tables tables) {
    long epoch = tables.value(NO_ACCOUNT, FEED, EPOCH).map(Long::parseLong).orElse(0L);
    long sequence =
        tables.value(NO_ACCOUNT, Storage.Kind.LAST_ID, FEED.name()).map(Long::parseLong).orElse(0L);
    return new Position(epoch, sequence);
  }

  private static List<Entry> entries(Tables tables, long after, int limit) {
    Map<String, String> entries = tables.values(NO_ACCOUNT, FEED);
    List<Entry> found = new ArrayList<>();
    for (AccountRow account : tables.accounts()) {
      String entry = entries.get(key(account));
      if (entry != null && Value.parse(entry).number(0) > after) {
        Value value = Value.parse(entry);
        found.add(
            new Entry(
                value.number(0),
                account.account().name(),
                new Version(value.number(1), value.number(2))));
      }
    }
    found.sort(Comparator.comparingLong(Entry::sequence));
    return found.subList(0, Math.min(limit, found.size()));
  }

  // The webhooks

  /** A webhook as it is stored. */
  private record Stored(Webhook webhook, String secret, long position, Instant dueAt) {

    static Stored parse(String text) {
      Value value = Value.parse(text);
      Webhook webhook =
          new Webhook(
              value.number(0),
              value.get(1),
              value.time(2),
              (int) value.number(3),
              value.timeOrNull(4),
              value.getOrNull(5),
              value.timeOrNull(6));
      return new Stored(webhook, value.get(7), value.number(8), value.time(9));
    }

    void put(Tables tables) {
      String text =
          Value.text(
              webhook.id(),
              webhook.url(),
              webhook.createdAt(),
              webhook.failures(),
              webhook.failingSince(),
              webhook.lastError(),
              webhook.deliveredAt(),
              secret,
              position,
              dueAt);
      tables.put(NO_ACCOUNT, WEBHOOK, Long.toString(webhook.id()), text);
    }
  }

  private static List<Stored> stored(Tables tables) {
    return tables.values(NO_ACCOUNT, WEBHOOK).values().stream()
        .map(Stored::parse)
        .sorted(Comparator.comparingLong(stored -> stored.webhook().id()))
        .toList();
  }

  @Override
  public Webhook add(String url, String secret) {
    refresh();
    return rows.storage()
        .writeAlone(tables -> {
          Webhook.requireRoom(stored(tables).size());
          Instant now = rows.now();
          long id = Rows.nextId(tables, NO_ACCOUNT, WEBHOOK);
          Webhook webhook = new Webhook(id, url, now, 0, null, null, null);
          new Stored(webhook, secret, now(tables).sequence(), now).put(tables);
          return webhook;
        });
  }

  @Override
  public List<Webhook> list() {
    return rows.read(tables -> stored(tables).stream().map(Stored::webhook).toList());
  }

  @Override
  public void remove(long id) {
    rows.storage()
        .writeAlone(tables -> {
          String key = Long.toString(id);
          if (tables.value(NO_ACCOUNT, WEBHOOK, key).isEmpty()) {
            throw NotFoundException.webhook();
          }
          tables.remove(NO_ACCOUNT, WEBHOOK, key);
          return key;
        });
  }

  @Override
  public List<Delivery> take(int limit) {
    if (list().isEmpty()) {
      return List.of();
    }
    refresh();
    Instant now = rows.now();
    if (rows.read(tables -> due(tables, now, limit)).isEmpty()) {
      return List.of();
    }
    return rows.storage()
        .writeAlone(tables -> {
          Instant until = now.plus(Webhook.LEASE);
          List<Delivery> taken = new ArrayList<>();
          for (Stored each : due(tables, now, limit)) {
            List<Entry> entries = entries(tables, each.position(), Webhook.ACCOUNTS_PER_DELIVERY);
            taken.add(new Delivery(each.webhook(), each.secret(), entries, until));
            new Stored(each.webhook(), each.secret(), each.position(), until).put(tables);
          }
          return taken;
        });
  }

  private static List<Stored> due(Tables tables, Instant now, int limit) {
    return stored(tables).stream()
        .filter(each -> !each.dueAt().isAfter(now))
        .filter(each -> !entries(tables, each.position(), 1).isEmpty())
        .limit(limit)
        .toList();
  }

  @Override
  public void finish(Delivery delivery, Optional<String> error) {
    Instant now = rows.now();
    update(delivery, each -> finished(each, delivery, error, now));
  }

  @Override
  public void release(Delivery delivery) {
    Instant now = rows.now();
    update(delivery, each -> new Stored(each.webhook(), each.secret(), each.position(), now));
  }

  /** Changes the webhook of a delivery that was not taken again. */
  private void update(Delivery delivery, UnaryOperator<Stored> change) {
    rows.storage()
        .writeAlone(tables -> {
          Optional<Stored> found =
              tables
                  .value(NO_ACCOUNT, WEBHOOK, Long.toString(delivery.webhook().id()))
                  .map(Stored::parse)
                  .filter(each -> each.dueAt().equals(delivery.reservedUntil()));
          found.map(change).ifPresent(each -> each.put(tables));
          return found;
        });
  }

  private static Stored finished(
      Stored each, Delivery delivery, Optional<String> error, Instant now) {
    if (error.isEmpty()) {
      return new Stored(each.webhook().delivered(now), each.secret(), delivery.last(), now);
    }
    Webhook failed = each.webhook().failed(error.get(), now);
    Instant again = now.plus(Webhook.pauseAfter(failed.failures()));
    return new Stored(failed, each.secret(), each.position(), again);
  }
}
