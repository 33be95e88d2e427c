package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.SIGN_IN_CODES;
import static linkhold.persistence.schema.Tables.TOKENS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.select;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import linkhold.domain.Account;
import linkhold.domain.NotFoundException;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectConditionStep;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jspecify.annotations.Nullable;

final class PostgresTokenStore implements TokenStore {

  private final Sql sql;
  private final Engine engine;
  private final Clock clock;

  PostgresTokenStore(Sql sql, Engine engine, Clock clock) {
    this.sql = sql;
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public Issued issue(String accountName, TokenDraft draft) {
    return ofAccount(dsl -> Optional.of(issue(dsl, account(dsl, accountName), draft)))
        .orElseThrow(NotFoundException::account);
  }

  private Issued issue(DSLContext dsl, Account account, TokenDraft draft) {
    Instant expiry = draft.expiresAt();
    Instant now = now();
    removeOldSessions(dsl, account, now);
    TokenSecret secret = TokenSecret.random();
    long id =
        dsl.insertInto(TOKENS)
            .set(TOKENS.ACCOUNT_ID, account.id().value())
            .set(TOKENS.DIGEST, secret.digest().bytes())
            .set(TOKENS.KIND, draft.kind().name())
            .set(TOKENS.LABEL, draft.label())
            .set(TOKENS.SCOPE, draft.scope().name())
            .set(TOKENS.CREATED_AT, now.atOffset(ZoneOffset.UTC))
            .set(TOKENS.EXPIRES_AT, expiry == null ? null : expiry.atOffset(ZoneOffset.UTC))
            .returning(TOKENS.ID)
            .fetchOptional(TOKENS.ID)
            .orElseThrow();
    return new Issued(draft.issued(id, account, now), secret);
  }

  private static void removeOldSessions(DSLContext dsl, Account account, Instant now) {
    OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
    Field<OffsetDateTime> used = coalesce(TOKENS.LAST_USED_AT, TOKENS.CREATED_AT);
    Condition own =
        TOKENS.ACCOUNT_ID.eq(account.id().value()).and(TOKENS.KIND.eq(Token.Kind.SESSION.name()));
    dsl.deleteFrom(TOKENS)
        .where(own)
        .and(
            TOKENS
                .EXPIRES_AT
                .le(time)
                .or(used.le(time.minus(Token.SESSION_IDLE_TIME)))
                .or(
                    TOKENS.ID.in(
                        select(TOKENS.ID)
                            .from(TOKENS)
                            .where(own)
                            .orderBy(used.desc())
                            .offset(Token.MAX_SESSIONS - 1))))
        .execute();
  }

  @Override
  public SignInCode issueCode(String accountName, Scope scope) {
    Instant now = now();
    Instant end = now.plus(SignInCode.LIFETIME);
    TokenSecret secret = TokenSecret.randomCode();
    return ofAccount(
            dsl -> {
              Account account = account(dsl, accountName);
              dsl.deleteFrom(SIGN_IN_CODES)
                  .where(
                      SIGN_IN_CODES.DIGEST.in(
                          select(SIGN_IN_CODES.DIGEST)
                              .from(SIGN_IN_CODES)
                              .where(SIGN_IN_CODES.EXPIRES_AT.le(now.atOffset(ZoneOffset.UTC)))
                              .forUpdate()
                              .skipLocked()))
                  .execute();
              dsl.deleteFrom(SIGN_IN_CODES)
                  .where(
                      SIGN_IN_CODES.DIGEST.in(
                          select(SIGN_IN_CODES.DIGEST)
                              .from(SIGN_IN_CODES)
                              .where(SIGN_IN_CODES.ACCOUNT_ID.eq(account.id().value()))
                              .orderBy(SIGN_IN_CODES.EXPIRES_AT.desc())
                              .offset(SignInCode.MAX_PER_ACCOUNT - 1)))
                  .execute();
              dsl.insertInto(SIGN_IN_CODES)
                  .set(SIGN_IN_CODES.DIGEST, secret.digest().bytes())
                  .set(SIGN_IN_CODES.ACCOUNT_ID, account.id().value())
                  .set(SIGN_IN_CODES.SCOPE, scope.name())
                  .set(SIGN_IN_CODES.EXPIRES_AT, end.atOffset(ZoneOffset.UTC))
                  .execute();
              return Optional.of(new SignInCode(account, scope, end, secret));
            })
        .orElseThrow(NotFoundException::account);
  }

  @Override
  public Optional<Issued> redeem(TokenDigest code, Token.Kind kind, String label) {
    String validLabel = Token.requireLabel(label);
    OffsetDateTime now = now().atOffset(ZoneOffset.UTC);
    return ofAccount(dsl -> {
      // The account first: its removal locks it before its codes.
      Optional<Account> account =
          keeping(
                  dsl.select(ACCOUNTS.fields())
                      .from(SIGN_IN_CODES)
                      .join(ACCOUNTS)
                      .on(ACCOUNTS.ID.eq(SIGN_IN_CODES.ACCOUNT_ID))
                      .where(SIGN_IN_CODES.DIGEST.eq(code.bytes())))
              .fetchOptional(PostgresAccountStore::toAccount);
      return account.flatMap(owner ->
          dsl.deleteFrom(SIGN_IN_CODES)
              .where(SIGN_IN_CODES.DIGEST.eq(code.bytes()))
              .and(SIGN_IN_CODES.EXPIRES_AT.gt(now))
              .returningResult(SIGN_IN_CODES.SCOPE)
              .fetchOptional()
              .map(row -> new TokenDraft(kind, validLabel, Scope.valueOf(row.value1()), null))
              .map(draft -> issue(dsl, owner, draft)));
    });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
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
            .join(ACCOUNTS)
            .on(ACCOUNTS.ID.eq(TOKENS.ACCOUNT_ID))
            .where(TOKENS.ID.eq(any(ids.toArray(Long[]::new))))
            .andNot(ACCOUNTS.BLOCKED)
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
        throw NotFoundException.token();
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

  /** The account of this name, locked against removal until the transaction ends. */
  private Account account(DSLContext dsl, String name) {
    return keeping(dsl.select(ACCOUNTS.fields()).from(ACCOUNTS).where(ACCOUNTS.NAME.eq(name)))
        .fetchOptional(PostgresAccountStore::toAccount)
        .orElseThrow(NotFoundException::account);
  }

  /** The result of a transaction; empty when its account was removed meanwhile. */
  private <T> Optional<T> ofAccount(Function<DSLContext, Optional<T>> work) {
    try {
      return sql.transaction(work);
    } catch (IntegrityConstraintViolationException e) {
      if (engine.isSpread()) {
        return Optional.empty(); // it was not locked, so the reference to it failed
      }
      throw e;
    }
  }

  /**
   * Locks the account that is selected against removal. Citus locks whole tables of which each
   * machine has a copy, so that two of these would deadlock; there the token's reference to the
   * account has to do.
   */
  private <R extends Record> ResultQuery<R> keeping(SelectConditionStep<R> account) {
    return engine.isSpread() ? account : account.forKeyShare().of(ACCOUNTS);
  }

  private static ResultQuery<?> tokens(DSLContext dsl, Condition condition) {
    return dsl.select(TOKENS.fields())
        .select(ACCOUNTS.fields())
        .from(TOKENS)
        .join(ACCOUNTS)
        .on(ACCOUNTS.ID.eq(TOKENS.ACCOUNT_ID))
        .where(condition)
        .orderBy(TOKENS.ID);
  }

  private static Token toToken(Record row) {
    return new Token(
        row.get(TOKENS.ID),
        Token.Kind.valueOf(row.get(TOKENS.KIND)),
        PostgresAccountStore.toAccount(row),
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
