package linkhold.domain;

final class InMemoryStoreTest
    implements AccountStoreContract,
        LinkStoreContract,
        LinkEditContract,
        LinkPageContract,
        TagStoreContract,
        TokenStoreContract {

  private final InMemoryStore store = new InMemoryStore(CLOCK);

  @Override
  public AccountStore accounts() {
    return store;
  }

  @Override
  public LinkStore links() {
    return store;
  }

  @Override
  public TagStore tagStore() {
    return store;
  }

  @Override
  public TokenStore tokens() {
    return store;
  }
}
