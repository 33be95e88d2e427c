package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNT_FEED;
import static linkhold.persistence.schema.Tables.WEBHOOKS;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.NotFoundException;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

final class PostgresWebhookStore implements WebhookStore {

  private final Sql sql;
  private final PostgresAccountFeed feed;
  private final Clock clock;

  PostgresWebhookStore(Sql sql, PostgresAccountFeed feed, Clock clock) {
    this.sql = sql;
    this.feed = feed;
    this.clock = clock;
  }

  @Override
  public Webhook add(String url, String secret) {
    feed.refreshAtOnce();
    Instant now = now();
    return sql.transaction(dsl -> {
      Webhook.requireRoom(dsl.fetchCount(WEBHOOKS));
      long id =
          dsl.insertInto(WEBHOOKS)
              .set(WEBHOOKS.URL, url)
              .set(WEBHOOKS.SECRET, secret)
              .set(WEBHOOKS.CREATED_AT, time(now))
              .set(WEBHOOKS.POSITION, PostgresAccountFeed.now(dsl).sequence())
              .set(WEBHOOKS.DUE_AT, time(now))
              .returning(WEBHOOKS.ID)
              .fetchSingle()
              .get(WEBHOOKS.ID);
      return new Webhook(id, url, now, 0, null, null, null);
    });
  }

  @Override
  public List<Webhook> list() {
    return sql.call(dsl ->
        dsl.selectFrom(WEBHOOKS).orderBy(WEBHOOKS.ID).fetch(PostgresWebhookStore::toWebhook));
  }

  private static Webhook toWebhook(Record row) {
    return new Webhook(
        row.get(WEBHOOKS.ID),
        row.get(WEBHOOKS.URL),
        row.get(WEBHOOKS.CREATED_AT).toInstant(),
        row.get(WEBHOOKS.FAILURES),
        instant(row.get(WEBHOOKS.FAILING_SINCE)),
        row.get(WEBHOOKS.LAST_ERROR),
        instant(row.get(WEBHOOKS.DELIVERED_AT)));
  }

  @Override
  public void remove(long id) {
    if (sql.call(dsl -> dsl.deleteFrom(WEBHOOKS).where(WEBHOOKS.ID.eq(id)).execute()) == 0) {
      throw NotFoundException.webhook();
    }
  }

  @Override
  public List<Delivery> take(int limit) {
    if (!sql.call(dsl -> dsl.fetchExists(WEBHOOKS))) {
      return List.of();
    }
    feed.refresh();
    Instant now = now();
    return sql.transaction(dsl -> {
      List<Delivery> taken = new ArrayList<>();
      for (Record row : due(dsl, now, limit)) {
        taken(dsl, row, now.plus(Webhook.LEASE)).ifPresent(taken::add);
      }
      return taken;
    });
  }

  private static List<Record> due(DSLContext dsl, Instant now, int limit) {
    return List.copyOf(
        dsl.select(WEBHOOKS.fields())
            .from(WEBHOOKS)
            .where(WEBHOOKS.DUE_AT.le(time(now)))
            .and(
                WEBHOOKS.POSITION.lt(
                    select(max(ACCOUNT_FEED.SEQUENCE)).from(ACCOUNT_FEED).asField()))
            .orderBy(WEBHOOKS.DUE_AT, WEBHOOKS.ID)
            .limit(limit)
            .forUpdate()
            .skipLocked()
            .fetch());
  }

  private static Optional<Delivery> taken(DSLContext dsl, Record row, Instant until) {
    List<Entry> entries =
        PostgresAccountFeed.entries(dsl, row.get(WEBHOOKS.POSITION), Webhook.ACCOUNTS_PER_DELIVERY);
    if (entries.isEmpty()) {
      return Optional.empty(); // those that changed were removed
    }
    Webhook webhook = toWebhook(row);
    dsl.update(WEBHOOKS)
        .set(WEBHOOKS.DUE_AT, time(until))
        .where(WEBHOOKS.ID.eq(webhook.id()))
        .execute();
    return Optional.of(new Delivery(webhook, row.get(WEBHOOKS.SECRET), entries, until));
  }

  @Override
  public void finish(Delivery delivery, Optional<String> error) {
    Instant now = now();
    Webhook before = delivery.webhook();
    Webhook after =
        error.map(text -> before.failed(text, now)).orElseGet(() -> before.delivered(now));
    Instant due = error.isEmpty() ? now : now.plus(Webhook.pauseAfter(after.failures()));
    sql.call(dsl -> {
      var update =
          dsl.update(WEBHOOKS)
              .set(WEBHOOKS.DUE_AT, time(due))
              .set(WEBHOOKS.FAILURES, after.failures())
              .set(WEBHOOKS.FAILING_SINCE, time(after.failingSince()))
              .set(WEBHOOKS.LAST_ERROR, after.lastError())
              .set(WEBHOOKS.DELIVERED_AT, time(after.deliveredAt()));
      if (error.isEmpty()) {
        update = update.set(WEBHOOKS.POSITION, delivery.last());
      }
      return update.where(isReserved(delivery)).execute();
    });
  }

  @Override
  public void release(Delivery delivery) {
    sql.call(dsl ->
        dsl.update(WEBHOOKS)
            .set(WEBHOOKS.DUE_AT, time(now()))
            .where(isReserved(delivery))
            .execute());
  }

  private static Condition isReserved(Delivery delivery) {
    return WEBHOOKS
        .ID
        .eq(delivery.webhook().id())
        .and(WEBHOOKS.DUE_AT.eq(time(delivery.reservedUntil())));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
