package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
        BatchContract,
        BatchRepeatContract,
        ChangeOrderContract,
        ConvergenceContract,
        DoorbellContract,
        ConcurrencyContract,
        LinkStoreContract,
        LinkEditContract,
        BundleStoreContract,
        LinkCountContract,
        LinkPageContract,
        NumberedTagStoreContract,
        PurgeContract,
        SyncStoreContract,
        TagMergeContract,
        TagStoreContract,
        TokenStoreContract,
        WholeAccountContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);

  @Override
  public Stores stores() {
    return store;
  }
}
