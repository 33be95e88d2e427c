package linkhold.domain;

import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.save;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link SyncStore} must return as changes. */
public interface SyncStoreContract extends StoreContract {

  @Test
  default void aFirstSyncReturnsEveryLinkInTheOrderOfTheirRevisionsAndNoTombstone() {
    AccountId account = newAccount();
    Link a = links().save(account, draft("https://example.com/a")).link();
    Link b = links().save(account, draft("https://example.com/b", allFields())).link();
    long deleted = links().save(account, draft("https://example.com/c")).link().id();
    links().delete(account, deleted, Precondition.NONE);
    Link changed = links().save(account, draft("https://example.com/a", titled("A"))).link();

    ChangePage page = sync().changes(account, Optional.empty(), 10);

    assertEquals(List.of(new Change.Saved(b), new Change.Saved(changed)), page.changes());
    assertEquals(a.id(), changed.id());
    assertEquals(links().version(account), page.version());
    assertFalse(page.more());
    assertNothingAfter(account, page.next());
  }

  @Test
  default void anAccountWithoutLinksHasNoChanges() {
    AccountId account = newAccount();

    ChangePage page = sync().changes(account, Optional.empty(), 10);

    assertEquals(List.of(), page.changes());
    assertFalse(page.more());
    Link link = links().save(account, draft("https://example.com/a")).link();
    assertEquals(
        List.of(new Change.Saved(link)),
        sync().changes(account, Optional.of(page.next()), 10).changes());
  }

  @Test
  default void aLaterSyncReturnsEachLinkOnceAtItsLatestRevision() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/untouched"));
    Link old = links().save(account, draft("https://example.com/a")).link();
    Link doomed = links().save(account, draft("https://example.com/b")).link();
    SyncCursor cursor = all(account, Optional.empty()).next();

    links().save(account, draft("https://example.com/a", titled("Once")));
    links().delete(account, doomed.id(), Precondition.NONE);
    Link twice = links().save(account, draft("https://example.com/a", titled("Twice"))).link();
    Link fresh = links().save(account, draft("https://example.com/c", tagged("x"))).link();

    assertEquals(
        List.of(
            new Change.Deleted(doomed.id(), 5), new Change.Saved(twice), new Change.Saved(fresh)),
        sync().changes(account, Optional.of(cursor), 10).changes());
    assertEquals(old.id(), twice.id());
  }

  @Test
  default void aLinkThatCameAndWentBetweenTwoSyncsIsReturnedAsDeleted() {
    AccountId account = newAccount();
    SyncCursor cursor = all(account, Optional.empty()).next();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    links().delete(account, id, Precondition.NONE);

    assertEquals(
        List.of(new Change.Deleted(id, 2)),
        sync().changes(account, Optional.of(cursor), 10).changes());
  }

  @Test
  default void aRestoredLinkIsReturnedUnderItsId() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();
    SyncCursor cursor = all(account, Optional.empty()).next();
    links().delete(account, link.id(), Precondition.NONE);
    SyncCursor afterDeletion = all(account, Optional.of(cursor)).next();
    Link restored = links().save(account, draft("https://example.com/a", titled("A"))).link();

    for (SyncCursor since : List.of(cursor, afterDeletion)) {
      assertEquals(
          List.of(new Change.Saved(restored)),
          sync().changes(account, Optional.of(since), 10).changes());
    }
    assertEquals(link.id(), restored.id());
  }

  @Test
  default void whatTagsAndBatchesChangeIsReturnedToo() {
    AccountId account = newAccount();
    long a = links().save(account, draft("https://example.com/a", tagged("x"))).link().id();
    long b = links().save(account, draft("https://example.com/b", tagged("x"))).link().id();
    SyncCursor cursor = all(account, Optional.empty()).next();

    stores().tags().rename(account, new Tag("x"), new Tag("y"));
    sync()
        .apply(
            account,
            List.of(save("https://example.com/c", titled("C")), delete(byUrl("example.com/b"))));

    List<Change> changes = sync().changes(account, Optional.of(cursor), 10).changes();
    assertEquals(
        List.of(
            new Change.Saved(links().find(account, a).orElseThrow()),
            new Change.Saved(links().find(account, 5).orElseThrow()),
            new Change.Deleted(b, 6)),
        changes);
  }

  @Test
  default void pagesFollowOneAnotherWithoutGapOrRepetition() {
    AccountId account = newAccount();
    for (int i = 0; i < 10; i++) {
      links().save(account, draft("https://example.com/" + i));
    }
    links().delete(account, 3, Precondition.NONE);

    for (int limit = 1; limit <= 10; limit++) {
      List<Long> ids = new ArrayList<>();
      Optional<SyncCursor> cursor = Optional.empty();
      boolean more = true;
      while (more) {
        ChangePage page = sync().changes(account, cursor, limit);
        assertTrue(page.changes().size() <= limit);
        assertTrue(!page.more() || page.changes().size() == limit);
        page.changes().forEach(change -> ids.add(change.id()));
        cursor = Optional.of(page.next());
        more = page.more();
      }
      assertEquals(LongStream.rangeClosed(1, 10).filter(i -> i != 3).boxed().toList(), ids);
      assertNothingAfter(account, cursor.orElseThrow());
    }
  }

  @Test
  default void whatChangesDuringAFirstSyncIsReturned() {
    AccountId account = newAccount();
    long first = links().save(account, draft("https://example.com/1")).link().id();
    long second = links().save(account, draft("https://example.com/2")).link().id();
    long third = links().save(account, draft("https://example.com/3")).link().id();
    ChangePage begun = sync().changes(account, Optional.empty(), 1);
    assertTrue(begun.more());

    links().delete(account, first, Precondition.NONE);
    links().delete(account, second, Precondition.NONE);
    Link changed =
        links()
            .update(
                account,
                third,
                new LinkPatch(null, titled("3"), List.of(), List.of()),
                Precondition.NONE);
    Link fresh = links().save(account, draft("https://example.com/4")).link();

    assertEquals(
        List.of(
            new Change.Deleted(first, 4),
            new Change.Deleted(second, 5),
            new Change.Saved(changed),
            new Change.Saved(fresh)),
        all(account, Optional.of(begun.next())).changes());
  }

  @Test
  default void anotherAccountsChangesAreNotReturned() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    SyncCursor cursor = all(account, Optional.empty()).next();
    links().save(other, draft("https://example.com/a"));

    assertNothingAfter(account, cursor);
    assertEquals(List.of(), all(account, Optional.empty()).changes());
  }

  @Test
  default void aCursorOfAnotherEpochOrFromTheFutureHasExpired() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a"));
    SyncCursor cursor = all(account, Optional.empty()).next();

    assertExpired(account, new SyncCursor(cursor.epoch() + 1, 1, 1));
    assertExpired(account, new SyncCursor(cursor.epoch(), 2, 1));
    assertNothingAfter(account, new SyncCursor(cursor.epoch(), 1, 1));
  }

  @Test
  default void aCursorOfAnAccountThatWasRemovedAndAddedAgainHasExpired() {
    String name = "removed-" + ACCOUNTS.incrementAndGet();
    AccountId former = accounts().add(name).id();
    links().save(former, draft("https://example.com/a"));
    SyncCursor cursor = all(former, Optional.empty()).next();
    accounts().remove(name);
    AccountId account = accounts().add(name).id();
    links().save(account, draft("https://example.com/b"));

    assertNotEquals(cursor.epoch(), links().version(account).epoch());
    assertExpired(account, cursor);
    assertThrows(NotFoundException.class, () -> sync().changes(former, Optional.of(cursor), 10));
    assertThrows(NotFoundException.class, () -> sync().changes(former, Optional.empty(), 10));
  }

  private void assertExpired(AccountId account, SyncCursor cursor) {
    assertThrows(
        ExpiredCursorException.class, () -> sync().changes(account, Optional.of(cursor), 10));
  }

  private void assertNothingAfter(AccountId account, SyncCursor cursor) {
    ChangePage page = sync().changes(account, Optional.of(cursor), 10);
    assertEquals(List.of(), page.changes());
    assertFalse(page.more());
    assertEquals(cursor, page.next());
  }

  private ChangePage all(AccountId account, Optional<SyncCursor> since) {
    ChangePage page = sync().changes(account, since, 1000);
    assertFalse(page.more());
    return page;
  }
}
