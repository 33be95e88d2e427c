package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
        BatchContract,
        BatchRepeatContract,
        LinkStoreContract,
        LinkEditContract,
        LinkPageContract,
        TagStoreContract,
        TokenStoreContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);

  @Override
  public Stores stores() {
    return store;
  }
}
