package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link SyncStore} must do for copies that are checked and repaired. */
public interface CopyCheckContract extends StoreContract {

  @Test
  default void theDigestIsThatOfTheLinksThatExist() {
    AccountId account = accountWithLinks(200);
    LinkPatch patch = new LinkPatch(null, titled("new"), List.of(), List.of());
    links().update(account, 17, patch, Precondition.NONE);
    links().delete(account, 100, Precondition.NONE);

    CopyDigest digest = sync().digest(account, cursor(account), IdRange.ALL);

    assertTrue(digest.current());
    assertEquals(links().version(account), digest.version());
    assertEquals(expected(account, IdRange.ALL).parts(), digest.parts());
    assertEquals(199, digest.parts().stream().mapToLong(CopyDigest.Part::count).sum());
  }

  @Test
  default void theDigestOfARangeHasNoOtherLinks() {
    AccountId account = accountWithLinks(200);
    IdRange ids = new IdRange(50, 99);

    List<CopyDigest.Part> parts = sync().digest(account, cursor(account), ids).parts();

    assertEquals(expected(account, ids).parts(), parts);
    assertEquals(new IdRange(50, 50), parts.getFirst().ids());
    assertEquals(50, parts.size());
  }

  @Test
  default void aCopyThatHasYetToReceiveChangesGetsNoDigest() {
    AccountId account = accountWithLinks(3);
    SyncCursor before = cursor(account);
    links().save(account, draft("https://example.com/later"));

    CopyDigest digest = sync().digest(account, before, IdRange.ALL);

    assertFalse(digest.current());
    assertEquals(List.of(), digest.parts());
    assertTrue(sync().digest(account, cursor(account), IdRange.ALL).current());
  }

  @Test
  default void anAccountWithoutLinksHasADigestWithoutParts() {
    AccountId account = newAccount();

    CopyDigest digest = sync().digest(account, cursor(account), IdRange.ALL);

    assertEquals(new CopyDigest(links().version(account), true, List.of()), digest);
  }

  @Test
  default void aRangeComesPageByPage() {
    AccountId account = accountWithLinks(20);
    links().delete(account, 7, Precondition.NONE);
    SyncCursor cursor = cursor(account);

    RangePage first = sync().range(account, cursor, new IdRange(5, 12), 3);
    RangePage second = sync().range(account, cursor, new IdRange(first.ids().to() + 1, 12), 4);

    assertEquals(new IdRange(5, 8), first.ids());
    assertEquals(List.of(5L, 6L, 8L), ids(first));
    assertEquals(new IdRange(9, 12), second.ids());
    assertEquals(List.of(9L, 10L, 11L, 12L), ids(second));
    assertEquals(links().find(account, 5).orElseThrow(), first.links().getFirst());
    assertEquals(
        new RangePage(new IdRange(500, 600), List.of()),
        sync().range(account, cursor, new IdRange(500, 600), 10));
  }

  @Test
  default void aCursorOfAnotherAccountIsExpired() {
    AccountId account = accountWithLinks(3);
    SyncCursor other = cursor(accountWithLinks(3));

    assertThrows(ExpiredCursorException.class, () -> sync().digest(account, other, IdRange.ALL));
    assertThrows(ExpiredCursorException.class, () -> sync().range(account, other, IdRange.ALL, 10));
  }

  @Test
  default void anAbsentAccountHasNoDigest() {
    SyncCursor cursor = cursor(newAccount());
    AccountId absent = new AccountId(Long.MAX_VALUE);

    assertThrows(NotFoundException.class, () -> sync().digest(absent, cursor, IdRange.ALL));
    assertThrows(NotFoundException.class, () -> sync().range(absent, cursor, IdRange.ALL, 10));
  }

  @Test
  default void aDamagedCopyIsRepairedByTheRangesThatDiffer() {
    AccountId account = accountWithLinks(1_000);
    SyncCursor cursor = cursor(account);
    Map<Long, Link> copy = new TreeMap<>();
    links().forEach(account, link -> copy.put(link.id(), link));
    Map<Long, Link> whole = Map.copyOf(copy);
    Link earlier = copy.remove(300L);
    copy.put(
        700L,
        links().find(account, 700).orElseThrow().toBuilder()
            .version(new Version(cursor.epoch(), 1))
            .build());
    copy.put(2_000L, earlier);

    CopyDigest digest = sync().digest(account, cursor, IdRange.ALL);
    copy.keySet().removeIf(id -> id > digest.parts().getLast().ids().to());
    int repaired = 0;
    for (CopyDigest.Part part : digest.parts()) {
      if (!partOf(part.ids(), copy).equals(part)) {
        copy.keySet().removeIf(part.ids()::contains);
        sync()
            .range(account, cursor, part.ids(), 1_000)
            .links()
            .forEach(link -> copy.put(link.id(), link));
        repaired++;
      }
    }

    assertEquals(2, repaired);
    assertEquals(whole, copy);
  }

  private static CopyDigest.Part partOf(IdRange ids, Map<Long, Link> copy) {
    long count = 0;
    long upper = 0;
    long lower = 0;
    for (Link link : copy.values()) {
      if (ids.contains(link.id())) {
        long of = CopyDigest.of(link.id(), link.revision());
        count++;
        upper += of >>> 32;
        lower += of & 0xffff_ffffL;
      }
    }
    return new CopyDigest.Part(ids, count, upper << 32 | (lower & 0xffff_ffffL));
  }

  private CopyDigest expected(AccountId account, IdRange ids) {
    var digest = new CopyDigest.Builder(links().version(account), ids);
    links()
        .forEach(
            account,
            link -> {
              if (ids.contains(link.id())) {
                digest.add(link.id(), link.revision());
              }
            });
    return digest.build();
  }

  private AccountId accountWithLinks(int count) {
    AccountId account = newAccount();
    List<LinkDraft> drafts = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> drafts.add(draft("https://example.com/" + i)));
    links().save(account, drafts);
    return account;
  }

  private SyncCursor cursor(AccountId account) {
    return sync().changes(account, Optional.empty(), 5_000).next();
  }

  private static List<Long> ids(RangePage page) {
    return page.links().stream().map(Link::id).toList();
  }
}
