package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do when many call it at once, one link a call. */
public interface ConcurrencyContract extends StoreContract {

  @Test
  default void nothingOfAnAccountIsInAnothersAnswers() throws Exception {
    List<AccountId> accounts = Stream.generate(this::newAccount).limit(40).toList();
    List<Callable<Integer>> callers = new ArrayList<>();
    for (int caller = 0; caller < 2 * accounts.size(); caller++) {
      AccountId account = accounts.get(caller % accounts.size());
      boolean first = caller < accounts.size();
      callers.add(() -> {
        int found = 0;
        for (int i = 0; i < 15; i++) {
          // The same URLs in every account, so that they differ only by the account.
          String url = "https://example.com/" + (first ? "a" : "b") + i;
          String title = account + " saved " + url;
          Link saved = links().save(account, draft(url, titled(title))).link();
          assertEquals(title, saved.title());
          assertEquals(Optional.of(saved), links().find(account, saved.id()));
          assertEquals(Optional.of(saved), links().findByUrl(account, LinkUrl.parse(url)));
          Version version = links().version(account);
          assertEquals(saved.version().epoch(), version.epoch());
          assertTrue(version.revision() >= saved.revision());
          // Three others each time, in the end all of them.
          for (int look = 3 * i; look < 3 * (i + 1); look++) {
            AccountId other = accounts.get(look % accounts.size());
            String there = links().find(other, 1).map(Link::title).orElse(other + " has none");
            assertTrue(there.startsWith(other + " "), there);
          }
          found++;
        }
        return found;
      });
    }

    assertEquals(15 * callers.size(), atOnce(callers).stream().mapToInt(Integer::intValue).sum());
    for (AccountId account : accounts) {
      assertEquals(30, links().version(account).revision());
    }
  }

  @Test
  default void manyWhoSaveOneUrlCreateItOnceAndLoseNothing() throws Exception {
    AccountId account = newAccount();
    int callers = 30;

    List<Saved> saved =
        atOnce(
            IntStream.range(0, callers)
                .<Callable<Saved>>mapToObj(i ->
                    () -> links().save(account, draft("https://example.com/", tagged("t" + i))))
                .toList());

    assertEquals(1, saved.stream().filter(s -> s.outcome() == Outcome.CREATED).count());
    assertEquals(callers - 1, saved.stream().filter(s -> s.outcome() == Outcome.MERGED).count());
    assertEquals(callers, saved.stream().map(s -> s.link().revision()).distinct().count());
    Set<Tag> expected =
        new HashSet<>(
            tags(IntStream.range(0, callers).mapToObj(i -> "t" + i).toArray(String[]::new)));
    assertEquals(expected, new HashSet<>(links().find(account, 1).orElseThrow().tags()));
  }

  @Test
  default void onlyTheCallsThatAreRefusedFailAmongManyAtOnce() throws Exception {
    AccountId account = newAccount();
    AccountId nobody = new AccountId(newAccount().value() + 1_000_000);
    String[] most =
        IntStream.range(0, Tag.MAX_PER_LINK).mapToObj(i -> "t" + i).toArray(String[]::new);
    links().save(account, draft("https://full.example/", tagged(most)));
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      LinkDraft good = draft("https://example.com/" + i);
      callers.add(
          switch (i % 3) {
            case 0 -> () -> links().save(account, good).outcome() == Outcome.CREATED;
            case 1 ->
                () -> {
                  LinkDraft full = draft("https://full.example/", tagged("one-more"));
                  assertThrows(InvalidInputException.class, () -> links().save(account, full));
                  return true;
                };
            default ->
                () -> {
                  assertThrows(NotFoundException.class, () -> links().save(nobody, good));
                  assertThrows(NotFoundException.class, () -> links().version(nobody));
                  return links().find(nobody, 1).isEmpty();
                };
          });
    }

    assertTrue(atOnce(callers).stream().allMatch(Boolean::booleanValue));
    assertEquals(21, links().version(account).revision());
  }

  /** What {@code calls} return, each called by a thread of its own. */
  static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> call : executor.invokeAll(calls)) {
        results.add(call.get());
      }
      return results;
    }
  }
}
