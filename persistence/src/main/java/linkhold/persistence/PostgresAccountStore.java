package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.any;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.NotFoundException;
import linkhold.domain.Restrictions;
import org.jooq.Condition;
import org.jooq.Record;

final class PostgresAccountStore implements AccountStore {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Sql sql;
  private final AccountQueues turns;
  private final Clock clock;

  PostgresAccountStore(Sql sql, AccountQueues turns, Clock clock) {
    this.sql = sql;
    this.turns = turns;
    this.clock = clock;
  }

  @Override
  public Account add(String name) {
    Account.requireName(name);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return sql.transaction(dsl -> {
      Long id =
          dsl.insertInto(ACCOUNTS, ACCOUNTS.NAME, ACCOUNTS.CREATED_AT)
              .values(name, OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
              .onConflictDoNothing()
              .returning(ACCOUNTS.ID)
              .fetchOne(ACCOUNTS.ID);
      if (id == null) {
        throw AlreadyExistsException.account();
      }
      dsl.insertInto(REVISIONS, REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH)
          .values(id, newEpoch())
          .execute();
      return new Account(new AccountId(id), name, now, Restrictions.NONE);
    });
  }

  @Override
  public Optional<Account> find(String name) {
    return find(ACCOUNTS.NAME.eq(name));
  }

  @Override
  public Optional<Account> find(AccountId id) {
    return find(ACCOUNTS.ID.eq(id.value()));
  }

  private Optional<Account> find(Condition condition) {
    return sql.call(dsl ->
        dsl.selectFrom(ACCOUNTS).where(condition).fetchOptional(PostgresAccountStore::toAccount));
  }

  @Override
  public Set<AccountId> usable(Set<AccountId> ids) {
    Long[] values = ids.stream().map(AccountId::value).toArray(Long[]::new);
    return sql.call(dsl ->
        dsl.select(ACCOUNTS.ID)
            .from(ACCOUNTS)
            .where(ACCOUNTS.ID.eq(any(values)))
            .andNot(ACCOUNTS.BLOCKED)
            .fetchSet(row -> new AccountId(row.value1())));
  }

  @Override
  public Account restrict(String name, UnaryOperator<Restrictions> change) {
    return sql.transaction(dsl -> {
      Account account =
          dsl.selectFrom(ACCOUNTS)
              .where(ACCOUNTS.NAME.eq(name))
              .forNoKeyUpdate()
              .fetchOptional(PostgresAccountStore::toAccount)
              .orElseThrow(NotFoundException::account);
      Restrictions restrictions = change.apply(account.restrictions());
      dsl.update(ACCOUNTS)
          .set(ACCOUNTS.BLOCKED, restrictions.blocked())
          .set(ACCOUNTS.MAX_LINKS, restrictions.maxLinks())
          .where(ACCOUNTS.ID.eq(account.id().value()))
          .execute();
      return new Account(account.id(), name, account.createdAt(), restrictions);
    });
  }

  /** The account of a row with every column of {@code accounts}. */
  static Account toAccount(Record row) {
    return new Account(
        new AccountId(row.get(ACCOUNTS.ID)),
        row.get(ACCOUNTS.NAME),
        row.get(ACCOUNTS.CREATED_AT).toInstant(),
        new Restrictions(row.get(ACCOUNTS.BLOCKED), row.get(ACCOUNTS.MAX_LINKS)));
  }

  @Override
  public List<Account> list() {
    return sql.call(dsl ->
        dsl.selectFrom(ACCOUNTS)
            .orderBy(ACCOUNTS.NAME.collate("C"))
            .fetch(PostgresAccountStore::toAccount));
  }

  @Override
  public void remove(String name) {
    AccountId account = find(name).map(Account::id).orElseThrow(NotFoundException::account);
    turns.run(
        account,
        dsl -> {
          RevisionLock.lock(dsl, account);
          if (dsl.deleteFrom(ACCOUNTS).where(ACCOUNTS.ID.eq(account.value())).execute() == 0) {
            throw NotFoundException.account();
          }
          dsl.deleteFrom(PAGE_READS).where(PAGE_READS.ACCOUNT_ID.eq(account.value())).execute();
          PostgresAccountFeed.remove(dsl, account);
        });
  }

  @Override
  public int renewEpochs() {
    return sql.transaction(dsl -> {
      // In the order in which saves of several accounts lock them, so that no deadlock arises.
      List<Long> accounts =
          dsl.select(ACCOUNTS.ID).from(ACCOUNTS).orderBy(ACCOUNTS.ID).fetch(ACCOUNTS.ID);
      int renewed = 0;
      for (Long account : accounts) {
        renewed +=
            dsl.update(REVISIONS)
                .set(REVISIONS.EPOCH, newEpoch())
                .where(REVISIONS.ACCOUNT_ID.eq(account))
                .execute();
      }
      PostgresAccountFeed.renewEpoch(dsl);
      return renewed;
    });
  }

  /** A random epoch, of an account or of the feed. */
  static long newEpoch() {
    return RANDOM.nextLong(Long.MAX_VALUE);
  }
}
