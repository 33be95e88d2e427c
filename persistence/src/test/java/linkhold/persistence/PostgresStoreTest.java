package linkhold.persistence;

import linkhold.domain.AccountStore;
import linkhold.domain.AccountStoreContract;
import linkhold.domain.LinkEditContract;
import linkhold.domain.LinkPageContract;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkStoreContract;
import linkhold.domain.TagStore;
import linkhold.domain.TagStoreContract;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresStoreTest
    implements AccountStoreContract,
        LinkStoreContract,
        LinkEditContract,
        LinkPageContract,
        TagStoreContract,
        TokenStoreContract {

  private static Database database;

  @BeforeAll
  static void open() {
    database = TestPostgres.newDatabase(CLOCK);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  public AccountStore accounts() {
    return database.accounts();
  }

  @Override
  public LinkStore links() {
    return database.links();
  }

  @Override
  public TagStore tagStore() {
    return database.tags();
  }

  @Override
  public TokenStore tokens() {
    return database.tokens();
  }
}
