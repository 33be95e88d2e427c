package linkhold.http.access;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import linkhold.domain.AccountId;
import linkhold.domain.Scope;
import linkhold.http.call.Dialect;
import linkhold.http.call.RefusedRequest;

/**
 * Authentication and authorization: the account for which a request acts. Every resource that is
 * not for anyone is called through this, the only place that knows how callers are authenticated.
 */
public interface Access {

  /**
   * Runs {@code call} when the sender of {@code request} has permission. Before that, only the
   * method and the headers with credentials are read.
   *
   * @param dialect the API of the resource that is called
   * @throws RefusedRequest when the sender has no permission
   */
  void admit(
      ServerRequest request, ServerResponse response, Dialect dialect, Scope needed, Runnable call);

  /**
   * Checks that the server has authentication, so that a sign-in makes sense.
   *
   * @throws RefusedRequest in open mode
   */
  void requireSignIn();

  /** Whether {@code request} has no token where authentication needs one. */
  boolean isAnonymous(ServerRequest request);

  /** The sender of {@code request}, which was admitted. */
  Caller caller(ServerRequest request);

  /** The account of the sender of {@code request}. */
  default AccountId account(ServerRequest request) {
    return caller(request).account().id();
  }
}
