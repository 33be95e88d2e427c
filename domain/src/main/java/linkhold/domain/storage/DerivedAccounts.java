package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.NO_ACCOUNT;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.Link;
import linkhold.domain.NotFoundException;
import linkhold.domain.Restrictions;
import linkhold.domain.StoredLink;
import linkhold.domain.Version;
import linkhold.domain.storage.Storage.Kind;
import linkhold.domain.storage.Storage.Tables;

/** Accounts as rows. */
final class DerivedAccounts implements AccountStore {

  private final Rows rows;

  DerivedAccounts(Rows rows) {
    this.rows = rows;
  }

  @Override
  public Account add(String name) {
    Account.requireName(name);
    return rows.writeAlone(tables -> {
      if (tables.account(name).isPresent()) {
        throw AlreadyExistsException.account();
      }
      long id = Rows.nextId(tables, NO_ACCOUNT, Kind.LAST_ID);
      Account account = new Account(new AccountId(id), name, rows.now(), Restrictions.NONE);
      tables.put(new AccountRow(account, new Version(Rows.newEpoch(), 0), 0));
      return account;
    });
  }

  @Override
  public Optional<Account> find(String name) {
    return rows.read(tables -> tables.account(name).map(AccountRow::account));
  }

  @Override
  public Optional<Account> find(AccountId id) {
    return rows.read(tables -> tables.account(id).map(AccountRow::account));
  }

  @Override
  public Set<AccountId> usable(Set<AccountId> ids) {
    return rows.read(tables ->
        ids.stream()
            .filter(id -> tables.account(id).isPresent() && !isBlocked(tables, id))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether the account is there and blocked. */
  static boolean isBlocked(Tables tables, AccountId id) {
    return tables.account(id).filter(row -> row.account().restrictions().blocked()).isPresent();
  }

  @Override
  public Account restrict(String name, UnaryOperator<Restrictions> change) {
    return rows.writeAlone(tables -> {
      AccountRow row = row(tables, name);
      AccountRow changed = row.restricted(change.apply(row.account().restrictions()));
      tables.put(changed);
      return changed.account();
    });
  }

  @Override
  public List<Account> list() {
    return rows.read(tables ->
        tables.accounts().stream()
            .map(AccountRow::account)
            .sorted(Comparator.comparing(Account::name))
            .toList());
  }

  @Override
  public void remove(String name) {
    AccountId removed =
        rows.writeAlone(tables -> {
          Account account = row(tables, name).account();
          DerivedTokens.removeAll(tables, account);
          DerivedFeed.remove(tables, account.id());
          tables.remove(account.id());
          return account.id();
        });
    rows.notifier().changed(removed);
  }

  @Override
  public int renewEpochs() {
    List<AccountRow> renewed =
        rows.writeAlone(tables -> {
          List<AccountRow> accounts = tables.accounts();
          accounts.forEach(account -> renewEpoch(tables, account));
          DerivedFeed.renewEpoch(tables);
          return accounts;
        });
    renewed.forEach(account -> rows.notifier().changed(account.id()));
    return renewed.size();
  }

  private static void renewEpoch(Tables tables, AccountRow account) {
    long epoch = Rows.newEpoch();
    tables.put(account.at(new Version(epoch, account.version().revision())));
    tables.forEachRow(
        account.id(),
        row -> {
          if (row instanceof StoredLink.Live(Link link, byte[] digest)) {
            Version version = new Version(epoch, link.revision());
            tables.put(
                account.id(), new StoredLink.Live(link.changed(version, link.updatedAt()), digest));
          }
        });
  }

  /**
   * The account of this name.
   *
   * @throws NotFoundException when there is none
   */
  static AccountRow row(Tables tables, String name) {
    return tables.account(name).orElseThrow(NotFoundException::account);
  }
}
