package linkhold.app;

import java.util.Optional;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.NotFoundException;
import picocli.CommandLine.Option;

/** The account whose links are imported or exported. */
final class TransferOptions {

  /** The account of open mode; it is added when it is first needed. */
  private static final String OPEN_MODE = "default";

  @Option(
      names = "--account",
      paramLabel = "NAME",
      defaultValue = OPEN_MODE,
      description = "the links' account (default: default, the account of open mode)")
  private String account = OPEN_MODE;

  /**
   * The account.
   *
   * @throws NotFoundException when it is not there
   */
  AccountId in(AccountStore accounts) {
    return accounts
        .find(account)
        .or(() ->
            account.equals(OPEN_MODE) ? Optional.of(accounts.add(OPEN_MODE)) : Optional.empty())
        .map(Account::id)
        .orElseThrow(() ->
            new NotFoundException(
                "There is no account " + account + ". Add it: ./linkhold account add " + account));
  }
}
