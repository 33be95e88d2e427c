package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.BUNDLE;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import linkhold.domain.AccountId;
import linkhold.domain.Bundle;
import linkhold.domain.BundleFields;
import linkhold.domain.BundleFields.Choice;
import linkhold.domain.BundleStore;
import linkhold.domain.NotFoundException;
import linkhold.domain.storage.Storage.Tables;

/** Bundles as values. */
final class DerivedBundles implements BundleStore {

  private final Rows rows;

  DerivedBundles(Rows rows) {
    this.rows = rows;
  }

  @Override
  public List<Bundle> list(AccountId account) {
    return rows.read(account, (tables, _) -> list(tables, account));
  }

  private static List<Bundle> list(Tables tables, AccountId account) {
    return tables.values(account, BUNDLE).values().stream()
        .map(DerivedBundles::parse)
        .sorted(
            Comparator.<Bundle>comparingInt(bundle -> bundle.fields().order())
                .thenComparingLong(Bundle::id))
        .toList();
  }

  @Override
  public Optional<Bundle> find(AccountId account, long id) {
    return rows.read(tables -> find(tables, account, id));
  }

  private static Optional<Bundle> find(Tables tables, AccountId account, long id) {
    return tables.value(account, BUNDLE, Long.toString(id)).map(DerivedBundles::parse);
  }

  @Override
  public Bundle add(AccountId account, BundleFields fields) {
    return rows.write(
        account,
        (tables, _) -> {
          BundleStore.requireRoom(tables.values(account, BUNDLE).size());
          Instant now = rows.now();
          return put(
              tables, account, new Bundle(Rows.nextId(tables, account, BUNDLE), fields, now, now));
        });
  }

  /** Makes the change outside of the transaction, and again when another one came first. */
  @Override
  public Bundle update(AccountId account, long id, UnaryOperator<BundleFields> change) {
    Optional<Bundle> changed;
    do {
      Bundle there =
          rows.read(account, (tables, _) -> find(tables, account, id))
              .orElseThrow(NotFoundException::bundle);
      BundleFields fields = change.apply(there.fields());
      changed =
          rows.write(
              account,
              (tables, _) -> {
                Bundle now = find(tables, account, id).orElseThrow(NotFoundException::bundle);
                return now.equals(there)
                    ? Optional.of(
                        put(tables, account, new Bundle(id, fields, there.createdAt(), rows.now())))
                    : Optional.empty();
              });
    } while (changed.isEmpty());
    return changed.get();
  }

  @Override
  public void remove(AccountId account, long id) {
    rows.write(
        account,
        (tables, _) -> {
          Bundle there = find(tables, account, id).orElseThrow(NotFoundException::bundle);
          tables.remove(account, BUNDLE, Long.toString(id));
          return there;
        });
  }

  private static Bundle put(Tables tables, AccountId account, Bundle bundle) {
    BundleFields fields = bundle.fields();
    tables.put(
        account,
        BUNDLE,
        Long.toString(bundle.id()),
        Value.text(
            bundle.id(),
            fields.name(),
            fields.search(),
            fields.anyTags(),
            fields.allTags(),
            fields.excludedTags(),
            fields.unread(),
            fields.shared(),
            fields.order(),
            bundle.createdAt(),
            bundle.updatedAt()));
    return bundle;
  }

  private static Bundle parse(String text) {
    Value value = Value.parse(text);
    BundleFields fields =
        new BundleFields(
            value.get(1),
            value.get(2),
            value.get(3),
            value.get(4),
            value.get(5),
            Choice.valueOf(value.get(6)),
            Choice.valueOf(value.get(7)),
            (int) value.number(8));
    return new Bundle(value.number(0), fields, value.time(9), value.time(10));
  }
}
