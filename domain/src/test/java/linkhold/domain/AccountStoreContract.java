package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link AccountStore} must do. */
public interface AccountStoreContract extends StoreContract {

  @Test
  default void anAddedAccountIsFoundByItsName() {
    Account added = accounts().add("found@example.com");

    assertEquals(Optional.of(added), accounts().find("found@example.com"));
    assertEquals("found@example.com", added.name());
  }

  @Test
  default void anUnknownNameIsNotFound() {
    assertEquals(Optional.empty(), accounts().find("nobody"));
  }

  @Test
  default void aTakenNameIsRefused() {
    Account first = accounts().add("taken");

    assertThrows(AlreadyExistsException.class, () -> accounts().add("taken"));
    assertEquals(Optional.of(first), accounts().find("taken"));
  }

  @Test
  default void anInvalidNameIsRefused() {
    for (String name :
        new String[] {"", " ", ".", "..", "a b", "a\u0000", "a\u007f", "ä", "a".repeat(256)}) {
      assertThrows(InvalidInputException.class, () -> accounts().add(name), name);
    }
  }

  @Test
  default void namesOfIdentityServicesAreTakenAndComparedByTheirBytes() {
    List<String> names =
        List.of(
            "ada",
            "Ada",
            "grace@example.com",
            "auth0|507f1f77bcf86cd799439011",
            "https://id.example/users/1",
            "-_AbC=",
            "a%2Fb",
            "a".repeat(255));
    Set<AccountId> ids = new HashSet<>();
    for (String name : names) {
      ids.add(accounts().add(name).id());
      assertEquals(name, accounts().find(name).orElseThrow().name());
    }
    assertEquals(names.size(), ids.size());
    assertEquals(Optional.empty(), accounts().find("ADA"));
  }

  @Test
  default void restrictionsAreKeptAndLeaveTheRestAsItIs() {
    Account added = accounts().add("restricted");
    assertEquals(Restrictions.NONE, added.restrictions());
    Link link = links().save(added.id(), draft("https://example.com/a", allFields())).link();

    Account blocked =
        accounts().restrict("restricted", old -> old.withBlocked(true).withMaxLinks(7L));

    assertEquals(new Restrictions(true, 7L), blocked.restrictions());
    assertEquals(Optional.of(blocked), accounts().find("restricted"));
    assertEquals(Optional.of(blocked), accounts().find(added.id()));
    assertEquals(Optional.of(link), links().find(added.id(), link.id()));
    assertEquals(
        new Restrictions(false, 7L),
        accounts().restrict("restricted", old -> old.withBlocked(false)).restrictions());
    assertEquals(added, accounts().restrict("restricted", _ -> Restrictions.NONE));
    assertThrows(
        NotFoundException.class, () -> accounts().restrict("restricted-nobody", old -> old));
    assertThrows(
        InvalidInputException.class,
        () -> accounts().restrict("restricted", old -> old.withMaxLinks(-1L)));
  }

  @Test
  default void existingAccountsThatAreNotBlockedAreUsable() {
    AccountId usable = accounts().add("usable").id();
    AccountId blocked = accounts().add("usable-not").id();
    accounts().restrict("usable-not", old -> old.withBlocked(true));

    assertEquals(
        Set.of(usable), accounts().usable(Set.of(usable, blocked, new AccountId(Long.MAX_VALUE))));
    assertEquals(Set.of(), accounts().usable(Set.of()));
  }

  @Test
  default void anUnknownIdFindsNoAccount() {
    assertEquals(Optional.empty(), accounts().find(new AccountId(Long.MAX_VALUE)));
  }

  @Test
  default void accountsAreListedByName() {
    Account second = accounts().add("list-b");
    Account first = accounts().add("list-a");
    Account third = accounts().add("list-b.c");

    assertEquals(
        List.of(first, second, third),
        accounts().list().stream().filter(account -> account.name().startsWith("list-")).toList());
  }

  @Test
  default void aRemovedAccountLeavesNothing() {
    Account first = accounts().add("removed");
    Account other = accounts().add("not-removed");
    Link link = links().save(first.id(), draft("https://example.com/a", allFields())).link();
    Link others = links().save(other.id(), draft("https://example.com/a", allFields())).link();

    accounts().remove("removed");

    assertEquals(Optional.empty(), accounts().find("removed"));
    assertEquals(Optional.empty(), links().find(first.id(), link.id()));
    assertThrows(NotFoundException.class, () -> accounts().remove("removed"));
    assertThrows(
        NotFoundException.class, () -> links().save(first.id(), draft("https://example.com/")));
    assertEquals(Optional.of(others), links().find(other.id(), others.id()));

    Account again = accounts().add("removed");
    assertEquals(Optional.empty(), links().find(again.id(), link.id()));
    assertEquals(0, links().version(again.id()).revision());
    assertNotEquals(link.version().epoch(), links().version(again.id()).epoch());
  }

  @Test
  default void anAccountIsRemovedWhileOthersWriteToIt() throws Exception {
    for (int round = 0; round < 10; round++) {
      Account account = accounts().add("contested-" + round);
      try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
          writers.add(executor.submit(() -> writeUntilRemoved(account.id())));
        }
        accounts().remove(account.name());
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      assertEquals(Optional.empty(), accounts().find(account.name()));
    }
  }

  @Test
  default void aNewEpochMakesCopiesStartOverAndChangesNothingElse() {
    Account account = accounts().add("restored");
    AccountId id = account.id();
    Link kept = links().save(id, draft("https://example.com/a", allFields())).link();
    Link deleted = links().save(id, draft("https://example.com/b")).link();
    links().delete(id, deleted.id(), Precondition.NONE);
    SyncCursor copied = stores().sync().changes(id, Optional.empty(), 10).next();
    Version before = links().version(id);

    assertEquals(accounts().list().size(), accounts().renewEpochs());

    Version version = links().version(id);
    assertNotEquals(before.epoch(), version.epoch());
    assertEquals(before.revision(), version.revision());
    Link there = links().find(id, kept.id()).orElseThrow();
    assertEquals(
        kept.changed(new Version(version.epoch(), kept.revision()), kept.updatedAt()), there);
    assertThrows(
        ExpiredCursorException.class, () -> stores().sync().changes(id, Optional.of(copied), 10));
    assertEquals(
        List.of(new Change.Saved(there)),
        stores().sync().changes(id, Optional.empty(), 10).changes());
    assertEquals(deleted.id(), links().save(id, draft("https://example.com/b")).link().id());
  }

  @Test
  default void aPreconditionOfAnotherEpochFails() {
    Account account = accounts().add("conditional");
    Link seen = links().save(account.id(), draft("https://example.com/a")).link();
    accounts().renewEpochs();

    assertThrows(
        PreconditionFailedException.class,
        () -> links().delete(account.id(), seen.id(), Operations.matching(seen)));
    Link now = links().find(account.id(), seen.id()).orElseThrow();
    links().delete(account.id(), seen.id(), Operations.matching(now));
    assertEquals(Optional.empty(), links().find(account.id(), seen.id()));
  }

  @Test
  default void aBatchFromBeforeANewEpochMayStillBeRepeated() {
    Account account = accounts().add("repeating");
    List<Operation> batch =
        List.of(
            Operations.save("https://example.com/a", allFields()),
            Operations.move(Operations.byUrl("https://example.com/a"), "https://example.com/b"));
    stores().sync().apply(account.id(), batch);
    accounts().renewEpochs();

    stores().sync().apply(account.id(), batch);

    assertEquals(1, links().summary(account.id()).links());
  }

  private void writeUntilRemoved(AccountId account) {
    for (int i = 0; ; i++) {
      try {
        links().save(account, draft("https://example.com/" + i % 5, tagged("tag" + i % 10)));
      } catch (NotFoundException e) {
        return;
      }
    }
  }
}
