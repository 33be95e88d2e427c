package linkhold.persistence;

import linkhold.domain.AccountStoreContract;
import linkhold.domain.ConcurrencyContract;
import linkhold.domain.LinkEditContract;
import linkhold.domain.LinkPageContract;
import linkhold.domain.LinkStoreContract;
import linkhold.domain.Stores;
import linkhold.domain.TagMergeContract;
import linkhold.domain.TagStoreContract;
import linkhold.domain.TokenStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresStoreTest
    implements AccountStoreContract,
        ConcurrencyContract,
        LinkStoreContract,
        LinkEditContract,
        LinkPageContract,
        TagMergeContract,
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
  public Stores stores() {
    return database;
  }
}
