package linkhold.domain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rings in the thread of whoever changed something. */
final class InMemoryDoorbell implements Doorbell {

  private final List<Bell> bells = new CopyOnWriteArrayList<>();

  @Override
  public Watch watch(AccountId account, Runnable ring) {
    Bell bell = new Bell(account, ring);
    bells.add(bell);
    return bell;
  }

  /** Tells those who watch the account. */
  void changed(AccountId account) {
    for (Bell bell : bells) {
      if (bell.account.equals(account)) {
        bell.ring.run();
      }
    }
  }

  private final class Bell implements Watch {

    private final AccountId account;
    private final Runnable ring;

    Bell(AccountId account, Runnable ring) {
      this.account = account;
      this.ring = ring;
    }

    @Override
    public void close() {
      bells.remove(this);
    }
  }
}
