package linkhold.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageQueue;
import linkhold.domain.PageReader.Result;
import org.junit.jupiter.api.Test;

/** Which link is read next, and how often the queue is searched for it. */
final class DuePagesTest {

  private static final Busy NOBODY = new Busy(Set.of(), Set.of(), false);

  /** A queue whose links all stay due, which counts how often it is searched. */
  private static final class Queue implements PageQueue {

    private final List<Due> links = new ArrayList<>();
    private int searches;

    @Override
    public List<Due> due(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit) {
      searches++;
      Busy busy = new Busy(busyAccounts, busyHosts, false);
      return links.stream().filter(busy::permits).limit(limit).toList();
    }

    @Override
    public Optional<Request> begin(Due due) {
      throw new AssertionError();
    }

    @Override
    public void finish(Request request, Result result) {
      throw new AssertionError();
    }

    @Override
    public Link refresh(AccountId account, long link) {
      throw new AssertionError();
    }
  }

  private final Queue queue = new Queue();
  private final DuePages pages = new DuePages(queue, 0);

  private static PageQueue.Due link(long account, String host, int id) {
    return new PageQueue.Due(
        new AccountId(account), id, LinkUrl.parse("https://" + host + "/" + id));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void theQueueIsSearchedOnceForManyLinks() {
    for (int i = 0; i < 40; i++) {
      queue.links.add(link(1, "a.example", i));
    }
    for (int i = 0; i < 40; i++) {
      assertEquals(queue.links.get(i), pages.next(NOBODY, millis(i)));
    }
    assertNull(pages.next(NOBODY, millis(999)));
    assertEquals(1, queue.searches);
    assertEquals(Duration.ofMillis(1), pages.pause(millis(999)));
  }

  @Test
  void whatIsSavedMeanwhileComesFirstASecondLater() {
    queue.links.addAll(List.of(link(1, "import.example", 1), link(1, "import.example", 2)));
    assertEquals(queue.links.get(0), pages.next(NOBODY, 0));
    queue.links.addFirst(link(2, "single.example", 3));
    assertEquals(queue.links.getFirst(), pages.next(NOBODY, millis(1_000)));
  }

  @Test
  void linksBehindManyOfABusyHostAndABusyAccountAreFound() {
    for (int i = 0; i < 1_000; i++) {
      queue.links.add(link(1, "a.example", i));
      queue.links.add(link(2, "b" + i + ".example", i));
    }
    queue.links.add(link(3, "c.example", 1_000));
    Busy busy = new Busy(Set.of(new AccountId(2)), Set.of("a.example"), false);

    assertEquals(queue.links.getLast(), pages.next(busy, 0));
    assertNull(pages.next(busy, millis(1)));
    assertEquals(2, queue.searches);
    // Those that were skipped are still due.
    assertNotNull(pages.next(NOBODY, millis(2)));
    assertEquals(2, queue.searches);
  }
}
