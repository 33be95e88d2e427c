package linkhold.persistence;

import static linkhold.persistence.schema.Tables.BUNDLES;
import static linkhold.persistence.schema.Tables.LAST_IDS;
import static linkhold.persistence.schema.Tables.REVISIONS;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import linkhold.domain.AccountId;
import linkhold.domain.Bundle;
import linkhold.domain.BundleFields;
import linkhold.domain.BundleFields.Choice;
import linkhold.domain.BundleStore;
import linkhold.domain.NotFoundException;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

final class PostgresBundleStore implements BundleStore {

  private final Sql sql;
  private final AccountQueues turns;
  private final Clock clock;

  PostgresBundleStore(Sql sql, AccountQueues turns, Clock clock) {
    this.sql = sql;
    this.turns = turns;
    this.clock = clock;
  }

  @Override
  public List<Bundle> list(AccountId account) {
    return sql.call(dsl -> {
      if (!dsl.fetchExists(REVISIONS, REVISIONS.ACCOUNT_ID.eq(account.value()))) {
        throw RevisionLock.noAccount();
      }
      return dsl.selectFrom(BUNDLES)
          .where(BUNDLES.ACCOUNT_ID.eq(account.value()))
          .orderBy(BUNDLES.PLACE, BUNDLES.ID)
          .fetch(PostgresBundleStore::toBundle);
    });
  }

  @Override
  public Optional<Bundle> find(AccountId account, long id) {
    return sql.call(dsl -> find(dsl, account, id));
  }

  private static Optional<Bundle> find(DSLContext dsl, AccountId account, long id) {
    return dsl.fetchOptional(BUNDLES, at(account, id)).map(PostgresBundleStore::toBundle);
  }

  @Override
  public Bundle add(AccountId account, BundleFields fields) {
    return turns.transaction(
        account,
        dsl -> {
          RevisionLock.lock(dsl, account);
          BundleStore.requireRoom(dsl.fetchCount(BUNDLES, BUNDLES.ACCOUNT_ID.eq(account.value())));
          Instant now = now();
          Bundle bundle =
              new Bundle(LastIds.take(dsl, account, LAST_IDS.BUNDLE_ID, 1), fields, now, now);
          dsl.insertInto(BUNDLES).set(columns(account, bundle)).execute();
          return bundle;
        });
  }

  @Override
  public Bundle update(AccountId account, long id, UnaryOperator<BundleFields> change) {
    return turns.transaction(
        account,
        dsl -> {
          RevisionLock.lock(dsl, account);
          Bundle there = find(dsl, account, id).orElseThrow(NotFoundException::bundle);
          Bundle changed = new Bundle(id, change.apply(there.fields()), there.createdAt(), now());
          Map<Field<?>, Object> columns = new HashMap<>(columns(account, changed));
          columns.keySet().removeAll(List.of(BUNDLES.ACCOUNT_ID, BUNDLES.ID));
          if (dsl.update(BUNDLES).set(columns).where(at(account, id)).execute() == 0) {
            throw NotFoundException.bundle(); // removed meanwhile
          }
          return changed;
        });
  }

  @Override
  public void remove(AccountId account, long id) {
    if (sql.call(dsl -> dsl.deleteFrom(BUNDLES).where(at(account, id)).execute()) == 0) {
      throw NotFoundException.bundle();
    }
  }

  private static Condition at(AccountId account, long id) {
    return BUNDLES.ACCOUNT_ID.eq(account.value()).and(BUNDLES.ID.eq(id));
  }

  private static Bundle toBundle(Record row) {
    BundleFields fields =
        new BundleFields(
            row.get(BUNDLES.NAME),
            row.get(BUNDLES.SEARCH),
            row.get(BUNDLES.ANY_TAGS),
            row.get(BUNDLES.ALL_TAGS),
            row.get(BUNDLES.EXCLUDED_TAGS),
            Choice.valueOf(row.get(BUNDLES.UNREAD)),
            Choice.valueOf(row.get(BUNDLES.SHARED)),
            row.get(BUNDLES.PLACE));
    return new Bundle(
        row.get(BUNDLES.ID),
        fields,
        row.get(BUNDLES.CREATED_AT).toInstant(),
        row.get(BUNDLES.UPDATED_AT).toInstant());
  }

  private static Map<Field<?>, Object> columns(AccountId account, Bundle bundle) {
    BundleFields fields = bundle.fields();
    return Map.ofEntries(
        Map.entry(BUNDLES.ACCOUNT_ID, account.value()),
        Map.entry(BUNDLES.ID, bundle.id()),
        Map.entry(BUNDLES.NAME, fields.name()),
        Map.entry(BUNDLES.SEARCH, fields.search()),
        Map.entry(BUNDLES.ANY_TAGS, fields.anyTags()),
        Map.entry(BUNDLES.ALL_TAGS, fields.allTags()),
        Map.entry(BUNDLES.EXCLUDED_TAGS, fields.excludedTags()),
        Map.entry(BUNDLES.UNREAD, fields.unread().name()),
        Map.entry(BUNDLES.SHARED, fields.shared().name()),
        Map.entry(BUNDLES.PLACE, fields.order()),
        Map.entry(BUNDLES.CREATED_AT, bundle.createdAt().atOffset(ZoneOffset.UTC)),
        Map.entry(BUNDLES.UPDATED_AT, bundle.updatedAt().atOffset(ZoneOffset.UTC)));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
