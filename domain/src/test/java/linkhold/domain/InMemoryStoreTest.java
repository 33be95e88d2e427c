package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
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
