package linkhold.domain.memory;

import linkhold.domain.storage.Storage;
import linkhold.domain.storage.StorageContract;

final class MemoryStorageTest implements StorageContract {

  private static final Storage STORAGE = new MemoryStorage();

  @Override
  public Storage storage() {
    return STORAGE;
  }
}
