package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import linkhold.domain.BundleFields.Choice;
import org.junit.jupiter.api.Test;

/** What every {@link BundleStore} must do. */
public interface BundleStoreContract extends StoreContract {

  /** The tested bundles. */
  default BundleStore bundles() {
    return stores().bundles();
  }

  @Test
  default void aBundleIsKeptWithEveryField() {
    AccountId account = newAccount();

    Bundle bundle = bundles().add(account, fields("Näme", 7));

    assertEquals(1, bundle.id());
    assertEquals(fields("Näme", 7), bundle.fields());
    assertEquals(bundle.createdAt(), bundle.updatedAt());
    assertEquals(Optional.of(bundle), bundles().find(account, bundle.id()));
    assertEquals(List.of(bundle), bundles().list(account));
    assertEquals(0, links().version(account).revision());
  }

  @Test
  default void bundlesComeInTheirOrder() {
    AccountId account = newAccount();
    bundles().add(account, fields("c", 2));
    bundles().add(account, fields("b", -1));
    bundles().add(account, fields("d", 2));

    assertEquals(
        List.of("b", "c", "d"),
        bundles().list(account).stream().map(bundle -> bundle.fields().name()).toList());
  }

  @Test
  default void aBundleCanBeChanged() {
    AccountId account = newAccount();
    Bundle first = bundles().add(account, fields("a", 1));
    BundleFields other =
        new BundleFields("b", "", "x", "y", "z", Choice.EITHER, Choice.YES, Integer.MAX_VALUE);

    Bundle changed =
        bundles()
            .update(
                account,
                first.id(),
                there -> {
                  assertEquals(first.fields(), there);
                  return other;
                });

    assertEquals(new Bundle(first.id(), other, first.createdAt(), changed.updatedAt()), changed);
    assertTrue(changed.updatedAt().isAfter(first.updatedAt()));
    assertEquals(Optional.of(changed), bundles().find(account, first.id()));
  }

  @Test
  default void aChangeThatIsRefusedChangesNothing() {
    AccountId account = newAccount();
    Bundle bundle = bundles().add(account, fields("a", 1));

    assertThrows(
        InvalidInputException.class,
        () -> bundles().update(account, bundle.id(), _ -> fields(" ", 1)));

    assertEquals(List.of(bundle), bundles().list(account));
  }

  @Test
  default void aBundleThatIsRemovedIsGoneAndItsIdIsNotUsedAgain() {
    AccountId account = newAccount();
    Bundle bundle = bundles().add(account, fields("a", 1));

    bundles().remove(account, bundle.id());

    assertEquals(List.of(), bundles().list(account));
    assertEquals(Optional.empty(), bundles().find(account, bundle.id()));
    assertThrows(NotFoundException.class, () -> bundles().remove(account, bundle.id()));
    assertThrows(
        NotFoundException.class, () -> bundles().update(account, bundle.id(), same -> same));
    assertEquals(bundle.id() + 1, bundles().add(account, fields("a", 1)).id());
  }

  @Test
  default void aBundleThatIsRemovedWhileItIsChangedIsNotChanged() {
    AccountId account = newAccount();
    Bundle bundle = bundles().add(account, fields("a", 1));

    assertThrows(
        NotFoundException.class,
        () ->
            bundles()
                .update(
                    account,
                    bundle.id(),
                    there -> {
                      bundles().remove(account, bundle.id());
                      return there;
                    }));

    assertEquals(List.of(), bundles().list(account));
  }

  @Test
  default void anAccountMayHaveSoManyBundles() {
    AccountId account = newAccount();
    for (int i = 0; i < BundleStore.MAX_PER_ACCOUNT; i++) {
      bundles().add(account, fields("a", i));
    }

    assertThrows(InvalidInputException.class, () -> bundles().add(account, fields("one more", 1)));
  }

  @Test
  default void anotherAccountsBundlesAreAbsentAndHaveTheirOwnIds() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    bundles().add(other, fields("theirs", 1));
    Bundle theirs = bundles().add(other, fields("more", 2));

    assertEquals(List.of(), bundles().list(account));
    assertEquals(Optional.empty(), bundles().find(account, theirs.id()));
    assertThrows(NotFoundException.class, () -> bundles().remove(account, theirs.id()));
    assertThrows(
        NotFoundException.class, () -> bundles().update(account, theirs.id(), same -> same));
    assertEquals(1, bundles().add(account, fields("mine", 1)).id());
    assertEquals(2, bundles().list(other).size());
  }

  @Test
  default void anAccountThatIsNotThereHasNoBundles() {
    AccountId nobody = new AccountId(Long.MAX_VALUE);

    assertThrows(NotFoundException.class, () -> bundles().list(nobody));
    assertThrows(NotFoundException.class, () -> bundles().add(nobody, fields("a", 1)));
    assertEquals(Optional.empty(), bundles().find(nobody, 1));
  }

  @Test
  default void anAccountThatIsRemovedTakesItsBundlesAlong() {
    String name = "bundles-" + ACCOUNTS.incrementAndGet();
    AccountId account = accounts().add(name).id();
    bundles().add(account, fields("a", 1));

    accounts().remove(name);

    assertThrows(NotFoundException.class, () -> bundles().list(account));
    assertEquals(List.of(), bundles().list(accounts().add(name).id()));
  }

  private static BundleFields fields(String name, int order) {
    return new BundleFields(
        name, "search 'x' \\", "any one", "all", "none of", Choice.YES, Choice.NO, order);
  }
}
