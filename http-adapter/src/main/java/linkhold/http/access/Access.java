package linkhold.http.access;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import linkhold.domain.AccountId;
import linkhold.domain.Scope;
import linkhold.http.call.RefusedRequest;

/**
 * For whom a request acts. Every resource that is not for anyone is reached through here; this is
 * the one place that knows how callers are told apart.
 */
public interface Access {

  /**
   * Runs {@code call} for whoever sent {@code request}, when they may. Nothing of the request but
   * its method and {@code Authorization} is looked at before.
   *
   * @throws RefusedRequest when they may not
   */
  void admit(ServerRequest request, ServerResponse response, Scope needed, Runnable call);

  /** Whether nobody can be told to have sent {@code request}, since it shows no token. */
  boolean isStranger(ServerRequest request);

  /** Whoever sent {@code request}, which was admitted. */
  Caller caller(ServerRequest request);

  /** The account of whoever sent {@code request}. */
  default AccountId account(ServerRequest request) {
    return caller(request).account().id();
  }
}
