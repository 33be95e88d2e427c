package linkhold.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageContent;
import linkhold.domain.PageQueue;
import linkhold.domain.PageQueueContract;
import linkhold.domain.PageRead.State;
import linkhold.domain.PageReader;
import linkhold.domain.PageReader.Result;
import linkhold.domain.Patience;
import linkhold.domain.memory.InMemoryStore;
import org.junit.jupiter.api.Test;

/** Every link in the queue is read once, whatever happens to the servers that read. */
final class PageWorkerTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InMemoryStore store =
      new InMemoryStore(((InstantSource) now::get).withZone(ZoneOffset.UTC));
  private final AccountId account = store.accounts().add("ada").id();

  private static Result titled(LinkUrl url) {
    return new Result.Content(
        new PageContent("Title of " + url, null, null, null, url.given(), null));
  }

  /** On a machine that is never busy, so that a busy one does not slow the tests down. */
  private static PageWorker worker(PageQueue queue, PageReader reader) {
    return new PageWorker(queue, reader, () -> 0);
  }

  private Link save(String url) {
    return store.links().save(account, LinkDraft.of(LinkUrl.parse(url))).link();
  }

  private State state(Link link) {
    return store.links().find(account, link.id()).orElseThrow().pageRead().state();
  }

  @Test
  void twoServersReadEachLinkOnceAndFewOfAHostAtATime() {
    Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
    Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    PageReader reader =
        (url, _) -> {
          reads.computeIfAbsent(url.given(), _ -> new AtomicInteger()).incrementAndGet();
          AtomicInteger busy = atOnce.computeIfAbsent(url.host(), _ -> new AtomicInteger());
          most.accumulateAndGet(busy.incrementAndGet(), Math::max);
          busy.decrementAndGet();
          return titled(url);
        };
    for (int i = 0; i < 60; i++) {
      save("https://host" + i % 7 + ".example/" + i);
    }
    try (var _ = worker(store.pages(), reader);
        var _ = worker(store.again().pages(), reader)) {
      Patience.await("all reads", () -> store.links().version(account).revision() == 120);
    }
    assertEquals(60, reads.size());
    assertTrue(reads.values().stream().allMatch(count -> count.get() == 1), reads.toString());
    assertTrue(most.get() <= 4, "two for each server: " + most);
    store.links().forEach(account, link -> assertEquals("Title of " + link.url(), link.title()));
  }

  @Test
  void aLinkThatAServerWasReadingWhenItWasKilledIsReadByAnother() {
    Link link = save("https://a.example/");
    // As a killed server leaves it: it has begun the read, and never ends it.
    assertEquals(1, PageQueueContract.take(store.pages(), Set.of(), 1).size());
    try (var _ = worker(store.again().pages(), (url, _) -> titled(url))) {
      assertEquals(State.PENDING, state(link));
      now.updateAndGet(time -> time.plus(PageQueue.LEASE));
      Patience.await("the read", () -> state(link) == State.DONE);
    }
    assertEquals(2, store.links().version(account).revision());
  }

  @Test
  void aLinkThatEndsEveryServerIsGivenUp() {
    Link link = save("https://a.example/");
    for (int i = 0; i < 4; i++) {
      assertEquals(1, PageQueueContract.take(store.pages(), Set.of(), 1).size());
      now.updateAndGet(time -> time.plus(PageQueue.LEASE));
    }
    AtomicInteger reads = new AtomicInteger();
    PageReader counting =
        (url, _) -> {
          reads.incrementAndGet();
          return titled(url);
        };
    try (var _ = worker(store.pages(), counting)) {
      Patience.await("the read", () -> state(link) == State.FAILED);
    }
    assertEquals(0, reads.get());
  }

  @Test
  void aFailingReaderDoesNotStopTheOthers() {
    Link broken = save("https://broken.example/");
    List<Link> links = List.of(save("https://a.example/"), save("https://b.example/"));
    PageReader failing =
        (url, _) -> {
          if (url.host().startsWith("broken")) {
            throw new IllegalStateException("It is broken");
          }
          return titled(url);
        };
    try (var _ = worker(store.pages(), failing)) {
      Patience.await("all reads", () -> links.stream().allMatch(link -> state(link) == State.DONE));
      Patience.await("the failure", () -> state(broken) == State.FAILED);
    }
  }

  @Test
  void twoOfAHostAndFourOfAnAccountAreReadAtOnceAndOthersGoOn() {
    AccountId other = store.accounts().add("bob").id();
    for (int i = 0; i < 3; i++) {
      save("https://one.example/" + i);
    }
    for (int i = 0; i < 4; i++) {
      save("https://host" + i + ".example/");
    }
    store.links().save(other, LinkDraft.of(LinkUrl.parse("https://one.example/other")));
    store.links().save(other, LinkDraft.of(LinkUrl.parse("https://last.example/")));
    Set<String> begun = ConcurrentHashMap.newKeySet();
    CountDownLatch go = new CountDownLatch(1);
    PageReader slow =
        (url, _) -> {
          begun.add(url.given());
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return titled(url);
        };
    try (var _ = worker(store.pages(), slow)) {
      Patience.await("the last", () -> begun.contains("https://last.example/"));
      assertEquals(
          Set.of(
              "https://one.example/0",
              "https://one.example/1",
              "https://host0.example/",
              "https://host1.example/",
              "https://last.example/"),
          begun);
      go.countDown();
      Patience.await("all reads", () -> store.links().version(account).revision() == 14);
    }
  }
}
