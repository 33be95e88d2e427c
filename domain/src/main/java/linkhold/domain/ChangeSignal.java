package linkhold.domain;

/** Notifies when accounts change, in this process or another. Safe for concurrent use. */
public interface ChangeSignal {

  /**
   * Calls {@code onChange} within a second of every change of the account, until the watch is
   * closed: several changes may give one call, and a call may come without a change. The removal of
   * the account is a change. {@code onChange} must return at once.
   */
  Watch watch(AccountId account, Runnable onChange);

  /** The registration of a callback. */
  interface Watch extends AutoCloseable {

    /**
     * Ends it; a call of {@code onChange} may still be running. Closing twice does nothing more.
     */
    @Override
    void close();
  }
}
