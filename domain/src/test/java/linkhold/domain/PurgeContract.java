package linkhold.domain;

import static linkhold.domain.Operations.byId;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.outcomes;
import static linkhold.domain.Operations.update;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import linkhold.domain.BatchResult.Outcome;
import org.junit.jupiter.api.Test;

/** What every {@link SyncStore} must do when tombstones are forgotten. */
public interface PurgeContract extends StoreContract {

  @Test
  default void aCopyFromBeforeAPurgedDeletionHasToStartOver() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a"));
    long deleted = links().save(account, draft("https://example.com/b")).link().id();
    SyncCursor before = synced(account);
    links().delete(account, deleted, Precondition.NONE);
    SyncCursor after = sync().changes(account, Optional.of(before), 10).next();

    sync().purge(CLOCK.instant());

    assertThrows(
        ExpiredCursorException.class, () -> sync().changes(account, Optional.of(before), 10));
    assertEquals(List.of(), sync().changes(account, Optional.of(after), 10).changes());
  }

  @Test
  default void aFirstSyncAfterAPurgeEndsAndContinues() {
    AccountId account = newAccount();
    for (int i = 0; i < 6; i++) {
      links().save(account, draft("https://example.com/" + i));
    }
    links().delete(account, 5, Precondition.NONE);
    sync().purge(CLOCK.instant());

    assertEquals(List.of(1L, 2L, 3L, 4L, 6L), idsOfFirstSync(account, () -> {}));
  }

  @Test
  default void aFirstSyncDuringWhichOldTombstonesArePurgedEnds() {
    AccountId account = newAccount();
    for (int i = 0; i < 6; i++) {
      links().save(account, draft("https://example.com/" + i));
    }
    links().delete(account, 5, Precondition.NONE);

    assertEquals(
        List.of(1L, 2L, 3L, 4L, 6L), idsOfFirstSync(account, () -> sync().purge(CLOCK.instant())));
  }

  private List<Long> idsOfFirstSync(AccountId account, Runnable betweenPages) {
    List<Long> ids = new ArrayList<>();
    Optional<SyncCursor> cursor = Optional.empty();
    boolean more = true;
    while (more) {
      ChangePage page = sync().changes(account, cursor, 2);
      page.changes().forEach(change -> ids.add(change.id()));
      cursor = Optional.of(page.next());
      more = page.more();
      betweenPages.run();
    }
    Link link = links().save(account, draft("https://example.com/later")).link();
    assertEquals(List.of(new Change.Saved(link)), sync().changes(account, cursor, 2).changes());
    return ids;
  }

  @Test
  default void aFirstSyncThatMissesADeletionDoesNotGoOn() {
    AccountId account = newAccount();
    for (int i = 0; i < 6; i++) {
      links().save(account, draft("https://example.com/" + i));
    }
    SyncCursor begun = sync().changes(account, Optional.empty(), 2).next();
    links().delete(account, 1, Precondition.NONE);
    sync().purge(CLOCK.instant());

    assertThrows(
        ExpiredCursorException.class, () -> sync().changes(account, Optional.of(begun), 2));
  }

  @Test
  default void onlyOldTombstonesAreForgottenAndNoRevisionIsTaken() {
    AccountId account = newAccount();
    for (int i = 1; i <= 3; i++) {
      links().save(account, draft("https://example.com/" + i));
    }
    sync().purge(CLOCK.instant());
    SyncCursor cursor = synced(account);
    links().delete(account, 1, Precondition.NONE);
    SyncCursor afterFirst = sync().changes(account, Optional.of(cursor), 10).next();
    Instant between = CLOCK.instant();
    links().delete(account, 2, Precondition.NONE);
    Version version = links().version(account);

    assertEquals(1, sync().purge(between));
    assertEquals(0, sync().purge(between));

    assertEquals(version, links().version(account));
    assertEquals(
        List.of(new Change.Deleted(2, 5)),
        sync().changes(account, Optional.of(afterFirst), 10).changes());
    assertThrows(
        ExpiredCursorException.class, () -> sync().changes(account, Optional.of(cursor), 10));
    assertTrue(links().find(account, 3).isPresent());
    // The link of the other tombstone can still be restored.
    assertEquals(2, links().save(account, draft("https://example.com/2")).link().id());
  }

  @Test
  default void aLinkWhoseTombstoneIsForgottenNeverWas() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    links().delete(account, id, Precondition.NONE);
    sync().purge(CLOCK.instant());

    assertThrows(NotFoundException.class, () -> links().delete(account, id, Precondition.NONE));
    SaveResult.Saved again = links().save(account, draft("https://example.com/a"));
    assertEquals(SaveResult.Outcome.CREATED, again.outcome());
    assertEquals(3, again.link().id());
  }

  @Test
  default void oldBatchesAreForgottenToo() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    List<Operation> batch = List.of(update(byId(id), titled("A")), update(byId(id), titled("B")));
    sync().apply(account, batch);
    assertEquals(
        List.of(Outcome.UNCHANGED, Outcome.UNCHANGED), outcomes(sync().apply(account, batch)));

    sync().purge(CLOCK.instant());

    assertEquals(List.of(Outcome.UPDATED, Outcome.UPDATED), outcomes(sync().apply(account, batch)));
  }

  @Test
  default void aRepeatedBatchIsRecognisedAfterItsTombstonesWerePurged() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    links().delete(account, id, Precondition.NONE);
    Instant between = CLOCK.instant();
    List<Operation> batch = List.of(delete(byId(id)));
    sync().apply(account, batch);
    sync().purge(between);

    BatchResult again = sync().apply(account, batch);

    assertEquals(new Change.Deleted(id, 2), again.results().getFirst().change());
  }

  @Test
  default void manyTombstonesAreForgottenBySeveralAtOnce() throws Exception {
    sync().purge(CLOCK.instant());
    AccountId account = newAccount();
    int count = 6_000;
    links()
        .save(
            account,
            IntStream.range(0, count).mapToObj(i -> draft("https://example.com/" + i)).toList());
    for (int i = 0; i < count; i += 1_000) {
      sync()
          .apply(
              account, IntStream.range(i, i + 1_000).mapToObj(id -> delete(byId(id + 1))).toList());
    }
    Instant now = CLOCK.instant();

    long forgotten = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> purges =
          IntStream.range(0, 4).mapToObj(_ -> executor.submit(() -> sync().purge(now))).toList();
      for (Future<Long> purge : purges) {
        forgotten += purge.get();
      }
    }

    assertEquals(count, forgotten);
    ChangePage page = sync().changes(account, Optional.empty(), 10);
    assertEquals(List.of(), page.changes());
    assertFalse(page.more());
  }

  private SyncCursor synced(AccountId account) {
    return sync().changes(account, Optional.empty(), 1000).next();
  }
}
