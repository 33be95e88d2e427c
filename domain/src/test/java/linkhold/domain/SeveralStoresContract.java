package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import linkhold.domain.ChangeSignal.Watch;
import org.junit.jupiter.api.Test;

/**
 * Further requirements for a server and a command that use the same data, each with its own stores.
 */
public interface SeveralStoresContract extends StoreContract {

  /** The data of {@link #stores}, opened once more and used by it at the same time. */
  Stores again();

  @Test
  default void bundlesOfOneAreThereForTheOther() {
    Stores other = again();
    AccountId account = newAccount();
    var either = BundleFields.Choice.EITHER;
    Bundle bundle =
        other
            .bundles()
            .add(
                account,
                new BundleFields("Tab\there", "a \\ b\n\\0", "", "x", "\\t", either, either, -1));

    assertTrue(other.isReady());
    assertEquals(List.of(bundle), stores().bundles().list(account));
    stores().bundles().remove(account, bundle.id());
    assertEquals(List.of(), other.bundles().list(account));
  }

  @Test
  default void aChangeOfOneRingsAtTheOther() throws Exception {
    Stores other = again();
    AccountId account = newAccount();
    var signals = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = stores().changeSignal().watch(account, () -> signals.add(true))) {
      for (int i = 1; i <= 3; i++) {
        signals.clear();
        other.links().save(account, draft("https://example.com/" + i));
        int revision = i;
        ChangeSignalContract.awaitSignals(
            signals, () -> links().version(account).revision() >= revision);
      }
    }
  }
}
