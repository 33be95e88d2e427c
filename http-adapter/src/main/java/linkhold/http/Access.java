package linkhold.http;

import io.helidon.webserver.http.ServerRequest;
import linkhold.domain.AccountId;

/**
 * For whom a request acts. Every route that touches links asks here first; this is the one place
 * that knows how callers are told apart.
 */
@FunctionalInterface
interface Access {

  /** Whoever sent {@code request}. */
  Caller caller(ServerRequest request);

  /** The account of whoever sent {@code request}. */
  default AccountId account(ServerRequest request) {
    return caller(request).account().id();
  }
}
