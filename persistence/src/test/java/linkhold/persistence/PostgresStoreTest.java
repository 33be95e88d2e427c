package linkhold.persistence;

import linkhold.domain.AccountStoreContract;
import linkhold.domain.BatchContract;
import linkhold.domain.BatchRepeatContract;
import linkhold.domain.BundleStoreContract;
import linkhold.domain.ChangeOrderContract;
import linkhold.domain.ConcurrencyContract;
import linkhold.domain.ConvergenceContract;
import linkhold.domain.DoorbellContract;
import linkhold.domain.FieldContract;
import linkhold.domain.LinkCountContract;
import linkhold.domain.LinkEditContract;
import linkhold.domain.LinkPageContract;
import linkhold.domain.LinkStoreContract;
import linkhold.domain.NumberedTagStoreContract;
import linkhold.domain.PurgeContract;
import linkhold.domain.SharedDataContract;
import linkhold.domain.Stores;
import linkhold.domain.SyncStoreContract;
import linkhold.domain.TagMergeContract;
import linkhold.domain.TagStoreContract;
import linkhold.domain.TokenStoreContract;
import linkhold.domain.WholeAccountContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresStoreTest
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

  private static final DatabaseSettings SETTINGS = TestPostgres.newSettings();
  private static Database database;
  private static Database again;

  @BeforeAll
  static void open() {
    database = Database.open(SETTINGS, CLOCK);
    database.migrate();
    again = Database.open(SETTINGS, CLOCK);
  }

  @AfterAll
  static void close() {
    again.close();
    database.close();
  }

  @Override
  public Stores stores() {
    return database;
  }

  @Override
  public Stores again() {
    return again;
  }

  @Override
  public int steps() {
    return 1_200;
  }
}
