package linkhold.domain;

import static linkhold.domain.Operations.save;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import linkhold.domain.ChangeSignal.Watch;
import org.junit.jupiter.api.Test;

/** What every {@link ChangeSignal} must do. */
public interface ChangeSignalContract extends StoreContract {

  @Test
  default void everyKindOfChangeIsSignalled() throws Exception {
    AccountId account = newAccount();
    var signals = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = stores().changeSignal().watch(account, () -> signals.add(true))) {
      List<Runnable> writes =
          List.of(
              () -> links().save(account, draft("https://example.com/a", tagged("x"))),
              () ->
                  links()
                      .update(
                          account,
                          1,
                          new LinkPatch(null, titled("A"), List.of(), List.of()),
                          Precondition.NONE),
              () -> stores().tags().rename(account, new Tag("x"), new Tag("y")),
              () -> stores().tags().remove(account, new Tag("y")),
              () -> sync().apply(account, List.of(save("https://example.com/b", titled("B")))),
              () -> links().delete(account, 1, Precondition.NONE));
      long revision = 0;
      for (Runnable write : writes) {
        signals.clear();
        write.run();
        revision++;
        long expected = revision;
        awaitSignals(signals, () -> links().version(account).revision() == expected);
      }
    }
  }

  @Test
  default void itRingsWhenTheAccountIsRemoved() throws Exception {
    String name = "watched-" + ACCOUNTS.incrementAndGet();
    AccountId account = accounts().add(name).id();
    var signals = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = stores().changeSignal().watch(account, () -> signals.add(true))) {
      links().save(account, draft("https://example.com/a"));
      awaitSignals(signals, () -> links().version(account).revision() == 1);

      accounts().remove(name);

      awaitSignals(signals, () -> accounts().find(name).isEmpty());
      assertThrows(NotFoundException.class, () -> links().version(account));
    }
  }

  @Test
  default void aClosedWatchRingsNoMoreAndTheOthersGoOn() throws Exception {
    AccountId account = newAccount();
    AtomicInteger closed = new AtomicInteger();
    Watch first = stores().changeSignal().watch(account, closed::incrementAndGet);
    var signals = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = stores().changeSignal().watch(account, () -> signals.add(true))) {
      links().save(account, draft("https://example.com/a"));
      awaitSignals(signals, () -> links().version(account).revision() == 1);
      first.close();
      first.close();
      // A call of that moment has ended once another change was signalled.
      links().save(account, draft("https://example.com/b"));
      awaitSignals(signals, () -> links().version(account).revision() == 2);
      int calls = closed.get();

      for (int i = 3; i <= 5; i++) {
        int revision = i;
        signals.clear();
        links().save(account, draft("https://example.com/" + i));
        awaitSignals(signals, () -> links().version(account).revision() == revision);
      }

      assertEquals(calls, closed.get());
    }
  }

  @Test
  default void manyWatchManyAccounts() throws Exception {
    List<Watch> watches = new ArrayList<>();
    List<LinkedBlockingQueue<Boolean>> queues = new ArrayList<>();
    List<AccountId> watched = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      AccountId account = newAccount();
      for (int device = 0; device < 50; device++) {
        var signals = new LinkedBlockingQueue<Boolean>();
        watches.add(stores().changeSignal().watch(account, () -> signals.add(true)));
        queues.add(signals);
        watched.add(account);
      }
    }
    for (int i = 0; i < watched.size(); i += 50) {
      links().save(watched.get(i), draft("https://example.com/a"));
    }

    for (LinkedBlockingQueue<Boolean> signals : queues) {
      assertNotNull(signals.poll(Patience.seconds(30), TimeUnit.SECONDS));
    }
    watches.forEach(Watch::close);
  }

  /** Checks at each signal until the condition holds. */
  static void awaitSignals(LinkedBlockingQueue<Boolean> signals, Supplier<Boolean> seen)
      throws InterruptedException {
    do {
      assertNotNull(signals.poll(Patience.seconds(30), TimeUnit.SECONDS), "a signal");
    } while (!seen.get());
  }
}
