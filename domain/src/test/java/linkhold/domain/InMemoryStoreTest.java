package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
        BatchContract,
        BatchRepeatContract,
        ChangeOrderContract,
        ConvergenceContract,
        DoorbellContract,
        FieldContract,
        ConcurrencyContract,
        LinkStoreContract,
        LinkEditContract,
        BundleStoreContract,
        LinkCountContract,
        LinkPageContract,
        NumberedTagStoreContract,
        PurgeContract,
        SharedDataContract,
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

  @Override
  public Stores again() {
    return store; // its data are nowhere else
  }
}
