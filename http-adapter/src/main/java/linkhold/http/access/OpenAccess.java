package linkhold.http.access;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import linkhold.domain.Account;
import linkhold.domain.AccountStore;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.Scope;
import linkhold.http.call.Dialect;
import linkhold.http.call.Exchange;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import org.jspecify.annotations.Nullable;

/** Open mode: every request acts for the account {@value #NAME}, which is added on first use. */
public final class OpenAccess implements Access {

  private static final String NAME = "default";

  private final AccountStore accounts;
  private volatile @Nullable Caller caller;

  public OpenAccess(AccountStore accounts) {
    this.accounts = accounts;
  }

  /** Refuses admin requests: on this machine the command line manages accounts and tokens. */
  @Override
  public void admit(
      ServerRequest request,
      ServerResponse response,
      Dialect dialect,
      Scope needed,
      Runnable call) {
    if (!Scope.WRITE.includes(needed)) {
      throw new RefusedRequest(
          ProblemType.INSUFFICIENT_SCOPE,
          "Without authentication, accounts and tokens are managed on the command line: linkhold"
              + " account and linkhold token. To manage them over HTTP, start the server with --auth"
              + " token and send a token of scope admin.");
    }
    call.run();
  }

  @Override
  public void requireSignIn() {
    throw new RefusedRequest(
        ProblemType.OPEN_MODE,
        "The server runs without authentication: there is no sign-in. For"
            + " separate accounts, start it with --auth token.");
  }

  @Override
  public boolean isAnonymous(ServerRequest request) {
    return false;
  }

  @Override
  public Caller caller(ServerRequest request) {
    Caller known = caller;
    if (known == null) {
      known = new Caller(accounts.find(NAME).orElseGet(this::add), Scope.WRITE, null);
      caller = known;
    }
    Exchange exchange = Exchange.current();
    if (exchange != null) {
      exchange.caller(known.account().id().value(), 0);
    }
    return known;
  }

  private Account add() {
    try {
      return accounts.add(NAME);
    } catch (AlreadyExistsException e) { // another request was first
      return accounts.find(NAME).orElseThrow(() -> e);
    }
  }
}
