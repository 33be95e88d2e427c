package linkhold.domain;

import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.save;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store must do when its data are opened more than once, as by several servers. */
public interface SharedDataContract extends StoreContract {

  /** The data of {@link #stores}, opened once more and used by it at the same time. */
  Stores again();

  @Test
  default void whatOneWritesTheOtherSeesAtOnce() {
    Stores other = again();
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();

    assertEquals(Optional.of(link), other.links().find(account, link.id()));
    assertEquals(
        Optional.of(link),
        other.links().findByUrl(account, LinkUrl.parse("https://example.com/a")));
    assertEquals(link.version(), other.links().version(account));
    assertEquals(stores().tags().list(account), other.tags().list(account));
    assertEquals(stores().numberedTags().list(account), other.numberedTags().list(account));
    assertEquals(accounts().list(), other.accounts().list());

    other.links().delete(account, link.id(), Precondition.NONE);

    assertEquals(Optional.empty(), links().find(account, link.id()));
    assertEquals(2, links().version(account).revision());
  }

  @Test
  default void alternatingWritesContinueEachOther() {
    Stores other = again();
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("Java")));

    Link merged =
        other.links().save(account, draft("https://example.com/a", tagged("x", "JAVA"))).link();
    Link next = links().save(account, draft("https://example.com/b", tagged("X"))).link();

    assertEquals(tags("Java", "x"), merged.tags());
    assertEquals(2, merged.revision());
    assertEquals(tags("x"), next.tags());
    assertEquals(3, next.revision());
    assertEquals(3, next.id());
  }

  @Test
  default void aBatchIsKnownByTheOtherWhenItComesAgain() {
    Stores other = again();
    AccountId account = newAccount();
    List<Operation> batch =
        List.of(save("https://example.com/a", titled("A")), delete(byUrl("https://example.com/a")));

    BatchResult first = sync().apply(account, batch);

    assertEquals(first.version(), other.sync().apply(account, batch).version());
  }

  @Test
  default void aCursorOfOneIsGoodForTheOther() {
    Stores other = again();
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a"));
    ChangePage page = sync().changes(account, Optional.empty(), 10);
    Link later = links().save(account, draft("https://example.com/b")).link();

    assertEquals(
        List.of(new Change.Saved(later)),
        other.sync().changes(account, Optional.of(page.next()), 10).changes());
  }

  @Test
  default void aTokenThatOneRevokesIsInvalidForTheOther() {
    Stores other = again();
    String name = "shared-" + ACCOUNTS.incrementAndGet();
    accounts().add(name);
    var issued = stores().tokens().issue(name, "label", Scope.WRITE, null);

    assertEquals(Optional.of(issued.token()), other.tokens().find(issued.secret().digest()));
    stores().tokens().revoke(name, issued.token().id());
    assertEquals(Optional.empty(), other.tokens().find(issued.secret().digest()));
    accounts().remove(name);
    assertThrows(NotFoundException.class, () -> other.tokens().list(name));
  }

  @Test
  default void writersOfBothNeitherRepeatNorLeaveOutARevision() throws Exception {
    List<Stores> both = List.of(stores(), again());
    AccountId account = newAccount();
    List<Callable<List<Long>>> writers = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      int number = writer;
      Stores store = both.get(writer % 2);
      writers.add(() -> {
        List<Long> revisions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          // Every second URL is also saved by another writer, with another tag.
          String url = "https://example.com/" + (i % 2 == 0 ? "shared" : "own" + number) + i;
          Link link = store.links().save(account, draft(url, tagged("tag" + number))).link();
          revisions.add(link.revision());
        }
        return revisions;
      });
    }

    Set<Long> revisions = new HashSet<>();
    ConcurrencyContract.atOnce(writers).forEach(revisions::addAll);

    Differences.assertSame(
        LongStream.rangeClosed(1, 160).boxed().toList(),
        revisions.stream().sorted().toList(),
        "revisions");
    assertEquals(160, again().links().version(account).revision());
    assertEquals(
        8,
        links()
            .findByUrl(account, LinkUrl.parse("https://example.com/shared0"))
            .orElseThrow()
            .tags()
            .size());
  }

  @Test
  default void aPageAndItsVersionAreOfOneMoment() throws Exception {
    List<Stores> both = List.of(stores(), again());
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/", titled("first")));
    LinkQuery latest = LinkQuery.of(SearchQuery.parse(""), Sort.LATEST_CHANGE, 5);
    Callable<Integer> writer =
        () -> {
          for (int i = 0; i < 150; i++) {
            both.get(i % 2).links().save(account, draft("https://example.com/", titled("t" + i)));
          }
          return 0;
        };
    Callable<Integer> reader =
        () -> {
          long revision = 0;
          while (revision < 151) {
            LinkPage page = both.get((int) (revision % 2)).links().page(account, latest);
            revision = page.links().getFirst().revision();
            assertEquals(page.version().revision(), revision);
            ChangePage changes = sync().changes(account, Optional.empty(), 5);
            assertEquals(changes.version().revision(), changes.changes().getLast().revision());
          }
          return 0;
        };

    ConcurrencyContract.atOnce(List.of(writer, reader));

    assertEquals(151, links().version(account).revision());
  }
}
