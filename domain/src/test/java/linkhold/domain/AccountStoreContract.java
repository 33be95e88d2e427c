package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link AccountStore} must do. */
public interface AccountStoreContract extends StoreContract {

  @Test
  default void anAddedAccountIsFoundByItsName() {
    Account added = accounts().add("ada@example.com");

    assertEquals(Optional.of(added), accounts().find("ada@example.com"));
    assertEquals("ada@example.com", added.name());
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
  default void aNameThatIsNoneIsRefused() {
    for (String name : new String[] {"", " ", "Ada", "-x", "a b", "a\u0000", "a".repeat(65)}) {
      assertThrows(InvalidInputException.class, () -> accounts().add(name), name);
    }
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
