package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link NumberedTagStore} must do. */
public interface NumberedTagStoreContract extends StoreContract {

  /** The tested tags. */
  default NumberedTagStore numbered() {
    return stores().numberedTags();
  }

  @Test
  default void tagsOfLinksAreThereByNameWithNumbersThatStay() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("web", "Java")));

    List<NumberedTag> first = numbered().list(account);
    links().save(account, draft("https://example.com/b", tagged("C", "JAVA")));
    List<NumberedTag> second = numbered().list(account);

    assertEquals(tags("Java", "web"), first.stream().map(NumberedTag::tag).toList());
    assertEquals(List.of(1L, 2L), first.stream().map(NumberedTag::id).toList());
    assertEquals(tags("C", "Java", "web"), second.stream().map(NumberedTag::tag).toList());
    assertEquals(first, second.subList(1, 3));
    assertEquals(3, second.getFirst().id());
    assertEquals(Optional.of(second.getFirst()), numbered().find(account, 3));
    assertEquals(Optional.empty(), numbered().find(account, 4));
  }

  @Test
  default void aTagThatWasAddedIsThereWithoutALink() {
    AccountId account = newAccount();

    NumberedTag added = numbered().add(account, new Tag("New one"));
    NumberedTag again = numbered().add(account, new Tag("new-ONE"));

    assertEquals(new Tag("New-one"), added.tag());
    assertEquals(added, again);
    assertEquals(List.of(added), numbered().list(account));
    assertEquals(Optional.of(added), numbered().find(account, added.id()));
    assertEquals(List.of(), stores().tags().list(account));
    Link link = links().save(account, draft("https://example.com/a", tagged("NEW-one"))).link();
    assertEquals(tags("New-one"), link.tags());
    assertEquals(1, link.revision());
    links().delete(account, link.id(), Precondition.NONE);
    assertEquals(List.of(added), numbered().list(account));
  }

  @Test
  default void aTagOfALinkIsAddedAsItIsSpelledThere() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("Java")));

    assertEquals(new Tag("Java"), numbered().add(account, new Tag("JAVA")).tag());
    assertEquals(1, numbered().list(account).size());
  }

  @Test
  default void aTagThatNoLinkHasAnyMoreIsGoneAndReturnsWithItsNumber() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", tagged("a", "b"))).link();
    List<NumberedTag> both = numbered().list(account);

    links().delete(account, link.id(), Precondition.NONE);
    assertEquals(List.of(), numbered().list(account));
    assertEquals(Optional.empty(), numbered().find(account, both.getFirst().id()));

    links().save(account, draft("https://example.com/b", tagged("b")));
    assertEquals(List.of(both.getLast()), numbered().list(account));
  }

  @Test
  default void aTagThatIsRemovedIsOffEveryLinkAndItsNumberIsNotUsedAgain() {
    AccountId account = newAccount();
    Link one = links().save(account, draft("https://example.com/a", tagged("a", "b"))).link();
    Link two = links().save(account, draft("https://example.com/b", tagged("B"))).link();
    NumberedTag b = numbered().list(account).getLast();

    numbered().remove(account, b.id());

    assertEquals(tags("a"), links().find(account, one.id()).orElseThrow().tags());
    assertEquals(3, links().find(account, one.id()).orElseThrow().revision());
    assertEquals(List.of(), links().find(account, two.id()).orElseThrow().tags());
    assertEquals(4, links().version(account).revision());
    assertEquals(Optional.empty(), numbered().find(account, b.id()));
    assertThrows(NotFoundException.class, () -> numbered().remove(account, b.id()));
    NumberedTag another = numbered().add(account, new Tag("B"));
    assertNotEquals(b.id(), another.id());
    assertEquals(new Tag("B"), another.tag());
  }

  @Test
  default void aTagWithoutLinksCanBeRemoved() {
    AccountId account = newAccount();
    NumberedTag tag = numbered().add(account, new Tag("a"));

    numbered().remove(account, tag.id());

    assertEquals(List.of(), numbered().list(account));
    assertEquals(0, links().version(account).revision());
  }

  @Test
  default void aTagThatGetsAnotherNameIsAnotherTag() {
    AccountId account = newAccount();
    numbered().add(account, new Tag("old"));
    links().save(account, draft("https://example.com/a", tagged("old")));

    stores().tags().rename(account, new Tag("old"), new Tag("new"));

    assertEquals(tags("new"), numbered().list(account).stream().map(NumberedTag::tag).toList());
  }

  @Test
  default void anotherAccountsTagsAreAbsentAndHaveTheirOwnNumbers() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    NumberedTag theirs = numbered().add(other, new Tag("theirs"));
    numbered().add(other, new Tag("more"));

    NumberedTag mine = numbered().add(account, new Tag("mine"));

    assertEquals(theirs.id(), mine.id());
    assertEquals(List.of(mine), numbered().list(account));
    assertEquals(Optional.empty(), numbered().find(account, theirs.id() + 1));
    assertThrows(NotFoundException.class, () -> numbered().remove(account, theirs.id() + 1));
    assertEquals(2, numbered().list(other).size());
  }

  @Test
  default void anAccountThatIsNotThereHasNoNumberedTags() {
    AccountId nobody = new AccountId(Long.MAX_VALUE);

    assertThrows(NotFoundException.class, () -> numbered().list(nobody));
    assertThrows(NotFoundException.class, () -> numbered().add(nobody, new Tag("a")));
    assertThrows(NotFoundException.class, () -> numbered().remove(nobody, 1));
    assertEquals(Optional.empty(), numbered().find(nobody, 1));
  }

  @Test
  default void anAccountThatIsRemovedTakesItsNumberedTagsAlong() {
    String name = "numbered-" + ACCOUNTS.incrementAndGet();
    AccountId account = accounts().add(name).id();
    numbered().add(account, new Tag("a"));

    accounts().remove(name);

    assertThrows(NotFoundException.class, () -> numbered().list(account));
    assertEquals(List.of(), numbered().list(accounts().add(name).id()));
  }

  @Test
  default void thoseWhoMeetTagsAtOnceAgreeOnTheNumbers() throws Exception {
    AccountId account = newAccount();
    List<Callable<List<NumberedTag>>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      tasks.add(() -> {
        links().save(account, draft("https://example.com/" + number, tagged("x", "t" + number)));
        numbered().add(account, new Tag("added"));
        return numbered().list(account);
      });
    }
    List<NumberedTag> seen = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      for (Future<List<NumberedTag>> task : executor.invokeAll(tasks)) {
        seen.addAll(task.get());
      }
    }
    List<NumberedTag> last = numbered().list(account);
    assertEquals(10, last.size());
    assertEquals(10, last.stream().map(NumberedTag::id).distinct().count());
    assertEquals(new HashSet<>(last), new HashSet<>(seen));
  }
}
