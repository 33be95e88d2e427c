package linkhold.domain;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Everything that every store must do. The test of a store implements this and says how to make
 * one, which all its tests share.
 */
@TestInstance(Lifecycle.PER_CLASS)
public interface StoresContract
    extends AccountStoreContract,
        BatchContract,
        BatchRepeatContract,
        BundleStoreContract,
        ChangeOrderContract,
        ConcurrencyContract,
        ConvergenceContract,
        CopyCheckContract,
        ChangeSignalContract,
        FeedContract,
        FieldContract,
        LinkCountContract,
        LinkEditContract,
        LinkPageContract,
        LinkStoreContract,
        NumberedTagStoreContract,
        OtherAccountsContract,
        PageQueueContract,
        PurgeContract,
        SeveralStoresContract,
        SharedDataContract,
        SignInContract,
        SyncStoreContract,
        TagMergeContract,
        TagStoreContract,
        TokenStoreContract,
        WholeAccountContract {

  /** Ends the tested stores. */
  @AfterAll
  default void closeStores() {
    again().close();
    stores().close();
  }
}
