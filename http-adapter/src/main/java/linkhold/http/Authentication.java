package linkhold.http;

/** How callers are authenticated. */
public enum Authentication {
  /**
   * No authentication: every request acts for one account, and only programs on this machine are
   * served. For trying the server out.
   */
  OPEN,
  /** By bearer tokens (RFC 6750). */
  TOKEN
}
