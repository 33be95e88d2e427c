package linkhold.domain;

/** Tells when accounts change, whoever changes them. Safe for concurrent use. */
public interface ChangeSignal {

  /**
   * Calls {@code ring} within a second of every change of the account, until the watch is closed:
   * of several in a row perhaps once, and now and then without a change. It is called when the
   * account is removed, too, and must return at once.
   */
  Watch watch(AccountId account, Runnable ring);

  /** Someone's wish to be told. */
  interface Watch extends AutoCloseable {

    /** Ends it; {@code ring} may be running still. Closing twice does nothing more. */
    @Override
    void close();
  }
}
