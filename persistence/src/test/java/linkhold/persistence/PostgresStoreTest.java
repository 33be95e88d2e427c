package linkhold.persistence;

import linkhold.domain.AccountStoreContract;
import linkhold.domain.BatchContract;
import linkhold.domain.BatchRepeatContract;
import linkhold.domain.BundleStoreContract;
import linkhold.domain.ChangeOrderContract;
import linkhold.domain.ConcurrencyContract;
import linkhold.domain.ConvergenceContract;
import linkhold.domain.DoorbellContract;
import linkhold.domain.LinkCountContract;
import linkhold.domain.LinkEditContract;
import linkhold.domain.LinkPageContract;
import linkhold.domain.LinkStoreContract;
import linkhold.domain.NumberedTagStoreContract;
import linkhold.domain.PurgeContract;
import linkhold.domain.Stores;
import linkhold.domain.SyncStoreContract;
import linkhold.domain.TagMergeContract;
import linkhold.domain.TagStoreContract;
import linkhold.domain.TokenStoreContract;
import linkhold.domain.WholeAccountContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresStoreTest
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

  @Override
  public int steps() {
    return 1_200;
  }
}
