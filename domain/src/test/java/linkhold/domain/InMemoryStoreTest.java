package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
        ConcurrencyContract,
        LinkStoreContract,
        LinkEditContract,
        LinkPageContract,
        TagMergeContract,
        TagStoreContract,
        TokenStoreContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);

  @Override
  public Stores stores() {
    return store;
  }
}
