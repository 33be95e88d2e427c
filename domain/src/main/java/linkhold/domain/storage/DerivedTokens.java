package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.TOKEN;
import static linkhold.domain.storage.Storage.Kind.TOKEN_OF_DIGEST;
import static linkhold.domain.storage.Storage.Kind.TOKEN_OF_ID;
import static linkhold.domain.storage.Storage.NO_ACCOUNT;

import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import linkhold.domain.storage.Storage.Tables;

/** Tokens as values, and codes for sign-ins. */
final class DerivedTokens implements TokenStore {

  /** A token with the key of its digest. */
  private record Stored(Token token, String digest) {

    static Stored parse(Account account, String text) {
      Value value = Value.parse(text);
      Token token =
          new Token(
              value.number(0),
              Token.Kind.valueOf(value.get(7)),
              account,
              value.get(2),
              Scope.valueOf(value.get(3)),
              value.time(4),
              value.timeOrNull(5),
              value.timeOrNull(6));
      return new Stored(token, value.get(1));
    }

    void put(Tables tables) {
      String text =
          Value.text(
              token.id(),
              digest,
              token.label(),
              token.scope(),
              token.createdAt(),
              token.expiresAt(),
              token.lastUsedAt(),
              token.kind());
      tables.put(token.account().id(), TOKEN, Long.toString(token.id()), text);
    }

    void remove(Tables tables) {
      String id = Long.toString(token.id());
      tables.remove(token.account().id(), TOKEN, id);
      tables.remove(NO_ACCOUNT, TOKEN_OF_DIGEST, digest);
      tables.remove(NO_ACCOUNT, TOKEN_OF_ID, id);
    }
  }

  private final Rows rows;

  DerivedTokens(Rows rows) {
    this.rows = rows;
  }

  @Override
  public Issued issue(String accountName, TokenDraft draft) {
    return rows.writeAlone(
        tables -> issue(tables, DerivedAccounts.row(tables, accountName).account(), draft));
  }

  private Issued issue(Tables tables, Account account, TokenDraft draft) {
    Instant now = rows.now();
    removeOldSessions(tables, account, now);
    TokenSecret secret = TokenSecret.random();
    long id = Rows.nextId(tables, NO_ACCOUNT, TOKEN);
    Token issued = draft.issued(id, account, now);
    String digest = key(secret.digest());
    String owner = Value.text(account.id().value(), id);
    new Stored(issued, digest).put(tables);
    tables.put(NO_ACCOUNT, TOKEN_OF_DIGEST, digest, owner);
    tables.put(NO_ACCOUNT, TOKEN_OF_ID, Long.toString(id), owner);
    return new Issued(issued, secret);
  }

  /** Removes the sessions that are over, and the least recently used so that one more fits. */
  private static void removeOldSessions(Tables tables, Account account, Instant now) {
    List<Stored> lastUsedFirst =
        stored(tables, account)
            .filter(stored -> stored.token.kind() == Token.Kind.SESSION)
            .sorted(Comparator.comparing((Stored stored) -> stored.token.lastActiveAt()).reversed())
            .toList();
    for (int i = 0; i < lastUsedFirst.size(); i++) {
      Stored session = lastUsedFirst.get(i);
      if (i >= Token.MAX_SESSIONS - 1 || session.token.isExpiredAt(now)) {
        session.remove(tables);
      }
    }
  }

  private static Stream<Stored> stored(Tables tables, Account account) {
    return tables.values(account.id(), TOKEN).values().stream()
        .map(text -> Stored.parse(account, text));
  }

  private static Optional<Stored> stored(Tables tables, AccountId account, String id) {
    return tables
        .value(account, TOKEN, id)
        .map(text -> Stored.parse(tables.account(account).orElseThrow().account(), text));
  }

  @Override
  public SignInCode issueCode(String accountName, Scope scope) {
    return rows.writeAlone(tables -> {
      Account account = DerivedAccounts.row(tables, accountName).account();
      return StoredCode.issue(tables, account, scope, rows.now());
    });
  }

  @Override
  public Optional<Issued> redeem(TokenDigest code, Token.Kind kind, String label) {
    String checkedLabel = Token.requireLabel(label);
    return rows.writeAlone(tables ->
        StoredCode.take(tables, key(code))
            .filter(taken -> taken.isValidAt(rows.now()))
            .map(taken -> {
              Account account = tables.account(taken.account()).orElseThrow().account();
              return issue(
                  tables, account, new TokenDraft(kind, checkedLabel, taken.scope(), null));
            }));
  }

  /** The key under which a secret's value is stored. */
  static String key(TokenDigest digest) {
    return HexFormat.of().formatHex(digest.bytes());
  }

  @Override
  public Optional<Token> find(TokenDigest digest) {
    return rows.read(tables ->
        tables
            .value(NO_ACCOUNT, TOKEN_OF_DIGEST, key(digest))
            .map(Value::parse)
            .flatMap(owner -> stored(tables, account(owner), owner.get(1)))
            .map(Stored::token));
  }

  private static AccountId account(Value owner) {
    return new AccountId(owner.number(0));
  }

  @Override
  public Set<Long> existing(Set<Long> ids) {
    Set<String> keys = ids.stream().map(String::valueOf).collect(Collectors.toSet());
    return rows.read(tables ->
        tables.values(NO_ACCOUNT, TOKEN_OF_ID, keys).entrySet().stream()
            .filter(
                token -> !DerivedAccounts.isBlocked(tables, account(Value.parse(token.getValue()))))
            .map(token -> Long.valueOf(token.getKey()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public List<Token> list(String accountName) {
    return rows.read(tables ->
        stored(tables, DerivedAccounts.row(tables, accountName).account())
            .map(Stored::token)
            .sorted(Comparator.comparingLong(Token::id))
            .toList());
  }

  @Override
  public void revoke(String accountName, long id) {
    rows.writeAlone(tables -> {
      AccountId account = DerivedAccounts.row(tables, accountName).id();
      Stored token =
          stored(tables, account, Long.toString(id)).orElseThrow(NotFoundException::token);
      token.remove(tables);
      return token;
    });
  }

  /** Removes every token and code of an account. */
  static void removeAll(Tables tables, Account account) {
    stored(tables, account).forEach(token -> token.remove(tables));
    StoredCode.removeAll(tables, account.id());
  }

  @Override
  public void noteUse(long id, Instant time) {
    String key = Long.toString(id);
    Optional<AccountId> owner =
        rows.read(tables ->
            tables.value(NO_ACCOUNT, TOKEN_OF_ID, key).map(value -> account(Value.parse(value))));
    owner.ifPresent(account ->
        rows.writeUnseen(
            account,
            tables -> {
              Optional<Stored> token = stored(tables, account, key);
              token.ifPresent(
                  found -> new Stored(found.token.usedAt(time), found.digest).put(tables));
              return token;
            }));
  }
}
