package linkhold.domain;

/** What a token allows; each scope allows what those before it do. */
public enum Scope {
  /** Read the account's links. */
  READ,
  /** Change the account's links. */
  WRITE,
  /** Manage all accounts and their tokens. */
  ADMIN;

  /** Whether this scope allows what {@code needed} allows. */
  public boolean includes(Scope needed) {
    return compareTo(needed) >= 0;
  }
}
