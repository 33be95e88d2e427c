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
        LinkPageContract,
        PurgeContract,
        SyncStoreContract,
        TagMergeContract,
        TagStoreContract,
        TokenStoreContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);

  @Override
  public Stores stores() {
    return store;
  }
}
