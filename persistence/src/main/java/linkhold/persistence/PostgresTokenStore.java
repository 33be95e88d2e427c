package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.TOKENS;
import static org.jooq.impl.DSL.any;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;

final class PostgresTokenStore implements TokenStore {

  private final Sql sql;
  private final Clock clock;

  PostgresTokenStore(Sql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  @Override
  public Issued issue(String accountName, String label, Scope scope, @Nullable Instant expiresAt) {
    String validLabel = Token.requireLabel(label);
    Instant expiry = expiresAt == null ? null : Token.requireExpiry(expiresAt);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    TokenSecret secret = TokenSecret.random();
    Token token =
        sql.transaction(dsl -> {
          Account account = account(dsl, accountName);
          long id =
              dsl.insertInto(TOKENS)
                  .set(TOKENS.ACCOUNT_ID, account.id().value())
                  .set(TOKENS.DIGEST, secret.digest().bytes())
                  .set(TOKENS.LABEL, validLabel)
                  .set(TOKENS.SCOPE, scope.name())
                  .set(TOKENS.CREATED_AT, now.atOffset(ZoneOffset.UTC))
                  .set(TOKENS.EXPIRES_AT, expiry == null ? null : expiry.atOffset(ZoneOffset.UTC))
                  .returning(TOKENS.ID)
                  .fetchOptional(TOKENS.ID)
                  .orElseThrow();
          return new Token(id, account, validLabel, scope, now, expiry, null);
        });
    return new Issued(token, secret);
  }

  @Override
  public Optional<Token> find(TokenDigest digest) {
    return sql.call(dsl ->
        tokens(dsl, TOKENS.DIGEST.eq(digest.bytes())).fetchOptional(PostgresTokenStore::toToken));
  }

  @Override
  public Set<Long> existing(Set<Long> ids) {
    return sql.call(dsl ->
        dsl.select(TOKENS.ID)
            .from(TOKENS)
            .where(TOKENS.ID.eq(any(ids.toArray(Long[]::new))))
            .fetchSet(TOKENS.ID));
  }

  @Override
  public List<Token> list(String accountName) {
    return sql.call(dsl -> {
      Account account = account(dsl, accountName);
      return tokens(dsl, TOKENS.ACCOUNT_ID.eq(account.id().value()))
          .fetch(PostgresTokenStore::toToken);
    });
  }

  @Override
  public void revoke(String accountName, long id) {
    sql.run(dsl -> {
      Account account = account(dsl, accountName);
      int revoked =
          dsl.deleteFrom(TOKENS)
              .where(TOKENS.ACCOUNT_ID.eq(account.id().value()), TOKENS.ID.eq(id))
              .execute();
      if (revoked == 0) {
        throw new NotFoundException("The account has no such token.");
      }
    });
  }

  @Override
  public void noteUse(long id, Instant time) {
    OffsetDateTime use = time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    sql.call(dsl ->
        dsl.update(TOKENS)
            .set(TOKENS.LAST_USED_AT, use)
            .where(TOKENS.ID.eq(id))
            .and(TOKENS.LAST_USED_AT.isNull().or(TOKENS.LAST_USED_AT.lt(use)))
            .execute());
  }

  /** The account of this name, which is not removed before the transaction ends. */
  private static Account account(DSLContext dsl, String name) {
    return dsl.select(ACCOUNTS.ID, ACCOUNTS.CREATED_AT)
        .from(ACCOUNTS)
        .where(ACCOUNTS.NAME.eq(name))
        .forKeyShare()
        .fetchOptional(
            row -> new Account(new AccountId(row.value1()), name, row.value2().toInstant()))
        .orElseThrow(() -> new NotFoundException("There is no account of this name."));
  }

  private static ResultQuery<?> tokens(DSLContext dsl, Condition condition) {
    return dsl.select(TOKENS.fields())
        .select(ACCOUNTS.NAME, ACCOUNTS.CREATED_AT)
        .from(TOKENS)
        .join(ACCOUNTS)
        .on(ACCOUNTS.ID.eq(TOKENS.ACCOUNT_ID))
        .where(condition)
        .orderBy(TOKENS.ID);
  }

  private static Token toToken(Record row) {
    Account account =
        new Account(
            new AccountId(row.get(TOKENS.ACCOUNT_ID)),
            row.get(ACCOUNTS.NAME),
            row.get(ACCOUNTS.CREATED_AT).toInstant());
    return new Token(
        row.get(TOKENS.ID),
        account,
        row.get(TOKENS.LABEL),
        Scope.valueOf(row.get(TOKENS.SCOPE)),
        row.get(TOKENS.CREATED_AT).toInstant(),
        toInstant(row.get(TOKENS.EXPIRES_AT)),
        toInstant(row.get(TOKENS.LAST_USED_AT)));
  }

  private static @Nullable Instant toInstant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
