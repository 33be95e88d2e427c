package linkhold.domain;

import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.save;
import static linkhold.domain.Operations.update;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SyncStore} must promise while many write: a reader that has seen a revision has
 * seen all before it.
 */
public interface ChangeOrderContract extends StoreContract {

  /** The stores of several servers over one database; only one where there is but one. */
  default List<Stores> servers() {
    return List.of(stores());
  }

  @Test
  default void aFollowerOfTheChangesMissesNothingWhileManyWrite() throws Exception {
    int writers = 8;
    int readers = 2;
    AccountId account = newAccount();
    AtomicInteger writing = new AtomicInteger(writers);
    List<Map<Long, Change>> copies = new ArrayList<>();
    // Virtual threads that read from memory all the time would not let the writers run.
    try (ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<Map<Long, Change>>> following = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        Stores server = servers().get(i % servers().size());
        following.add(executor.submit(() -> follow(server.sync(), account, writing)));
      }
      List<Future<?>> written = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        Stores server = servers().get(i % servers().size());
        written.add(
            executor.submit(() -> {
              try {
                write(server, account, writer);
              } finally {
                writing.decrementAndGet();
              }
            }));
      }
      for (Future<?> writer : written) {
        writer.get();
      }
      for (Future<Map<Long, Change>> reader : following) {
        copies.add(reader.get());
      }
    }

    Map<Long, Change> expected = new TreeMap<>();
    ChangePage everything =
        sync()
            .changes(
                account,
                Optional.of(new SyncCursor(links().version(account).epoch(), 0, 0)),
                100_000);
    everything.changes().forEach(change -> expected.put(change.id(), change));
    expected.values().removeIf(change -> change instanceof Change.Deleted);
    for (Map<Long, Change> copy : copies) {
      // The copy may have been begun after a link was deleted, and then never had it.
      Map<Long, Change> told = new TreeMap<>(copy);
      told.values().removeIf(change -> change instanceof Change.Deleted);
      Differences.assertSame(expected.entrySet(), told.entrySet(), "a copy");
    }
  }

  /** Saves, changes and deletes links that no other writer changes, so that nothing hides a gap. */
  private static void write(Stores server, AccountId account, int writer) {
    for (int i = 0; i < 12; i++) {
      String url = "https://example.com/" + writer + "/" + i;
      Link link = server.links().save(account, draft(url, tagged("tag" + writer + "-" + i))).link();
      switch (i % 4) {
        case 0 ->
            server
                .links()
                .update(
                    account,
                    link.id(),
                    new LinkPatch(null, titled("Changed"), List.of(), List.of()),
                    Precondition.NONE);
        case 1 -> server.links().delete(account, link.id(), Precondition.NONE);
        case 2 ->
            server
                .sync()
                .apply(
                    account,
                    List.of(
                        update(byUrl(url), titled("In a batch")),
                        save(url + "/more", titled("More")),
                        save(url + "/gone", titled("Gone")),
                        delete(byUrl(url + "/gone"))));
        default ->
            server
                .tags()
                .rename(
                    account,
                    new Tag("tag" + writer + "-" + i),
                    new Tag("renamed" + writer + "-" + i));
      }
    }
  }

  /** Keeps a copy by pages until nobody writes any more and no changes are left. */
  private static Map<Long, Change> follow(
      SyncStore sync, AccountId account, AtomicInteger writing) {
    Map<Long, Change> copy = new TreeMap<>();
    Optional<SyncCursor> cursor = Optional.empty();
    long last = 0;
    boolean going = true;
    while (going) {
      boolean quiet = writing.get() == 0;
      ChangePage page = sync.changes(account, cursor, 20);
      for (Change change : page.changes()) {
        assertTrue(change.revision() > last, "revisions ascend");
        last = change.revision();
        copy.put(change.id(), change);
      }
      assertTrue(last <= page.version().revision());
      cursor = Optional.of(page.next());
      going = !quiet || page.more();
    }
    return copy;
  }
}
