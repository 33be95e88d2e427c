package linkhold.http;

/** How callers are told apart. */
public enum Authentication {
  /**
   * Not at all: everything acts for one account, and only programs of this machine are served. For
   * trying the server out.
   */
  OPEN,
  /** By bearer tokens (RFC 6750). */
  TOKEN
}
