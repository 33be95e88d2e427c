package linkhold.http.access;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import linkhold.domain.AccountId;
import linkhold.domain.Scope;
import linkhold.http.call.Dialect;
import linkhold.http.call.RefusedRequest;

/**
 * For whom a request acts. Every resource that is not for anyone is reached through here; this is
 * the one place that knows how callers are told apart.
 */
public interface Access {

  /**
   * Runs {@code call} for whoever sent {@code request}, when they may. Nothing of the request but
   * its method and the headers that say who sent it is looked at before.
   *
   * @param dialect of the resource that is called
   * @throws RefusedRequest when they may not
   */
  void admit(
      ServerRequest request, ServerResponse response, Dialect dialect, Scope needed, Runnable call);

  /**
   * Checks that there is something to sign in to.
   *
   * @throws RefusedRequest when callers are not told apart
   */
  void requireSignIn();

  /** Whether {@code request} shows no token, where one is needed to know who sent it. */
  boolean isAnonymous(ServerRequest request);

  /** Whoever sent {@code request}, which was admitted. */
  Caller caller(ServerRequest request);

  /** The account of whoever sent {@code request}. */
  default AccountId account(ServerRequest request) {
    return caller(request).account().id();
  }
}
