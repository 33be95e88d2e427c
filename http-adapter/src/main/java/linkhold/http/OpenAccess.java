package linkhold.http;

import io.helidon.webserver.http.ServerRequest;
import linkhold.domain.Account;
import linkhold.domain.AccountStore;
import linkhold.domain.AlreadyExistsException;
import org.jspecify.annotations.Nullable;

/** Open mode: every request acts for the account {@value #NAME}, which is added on first use. */
final class OpenAccess implements Access {

  private static final String NAME = "default";

  /** Links, but no accounts and tokens, which nobody has here. */
  private static final String SCOPE = "write";

  private final AccountStore accounts;
  private volatile @Nullable Caller caller;

  OpenAccess(AccountStore accounts) {
    this.accounts = accounts;
  }

  @Override
  public Caller caller(ServerRequest request) {
    Caller known = caller;
    if (known == null) {
      known = new Caller(accounts.find(NAME).orElseGet(this::add), SCOPE);
      caller = known;
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
