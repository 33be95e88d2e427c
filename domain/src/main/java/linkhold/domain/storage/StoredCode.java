package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.SIGN_IN_CODE;
import static linkhold.domain.storage.Storage.NO_ACCOUNT;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.TokenSecret;
import linkhold.domain.storage.Storage.Tables;

/**
 * A code for a sign-in, as a value.
 *
 * @param digest the key of its digest
 * @param account the account that it signs in to
 * @param scope the scope of the token that it gives
 * @param end when it expires
 */
record StoredCode(String digest, AccountId account, Scope scope, Instant end) {

  private static StoredCode parse(Map.Entry<String, String> entry) {
    return parse(entry.getKey(), entry.getValue());
  }

  private static StoredCode parse(String digest, String text) {
    Value value = Value.parse(text);
    return new StoredCode(
        digest, new AccountId(value.number(0)), Scope.valueOf(value.get(1)), value.time(2));
  }

  private static Stream<StoredCode> all(Tables tables) {
    return tables.values(NO_ACCOUNT, SIGN_IN_CODE).entrySet().stream().map(StoredCode::parse);
  }

  /** Adds a code, in place of the account's oldest if it has too many. */
  static SignInCode issue(Tables tables, Account account, Scope scope, Instant now) {
    all(tables).filter(code -> !code.isValidAt(now)).forEach(code -> code.remove(tables));
    List<StoredCode> oldestFirst =
        all(tables)
            .filter(code -> code.account.equals(account.id()))
            .sorted(Comparator.comparing(StoredCode::end))
            .toList();
    for (int i = 0; i <= oldestFirst.size() - SignInCode.MAX_PER_ACCOUNT; i++) {
      oldestFirst.get(i).remove(tables);
    }
    TokenSecret secret = TokenSecret.randomCode();
    Instant end = now.plus(SignInCode.LIFETIME);
    String text = Value.text(account.id().value(), scope, end);
    tables.put(NO_ACCOUNT, SIGN_IN_CODE, DerivedTokens.key(secret.digest()), text);
    return new SignInCode(account, scope, end, secret);
  }

  /** Removes a code, which can be used once; empty when there is none of this digest. */
  static Optional<StoredCode> take(Tables tables, String digest) {
    Optional<StoredCode> code =
        tables.value(NO_ACCOUNT, SIGN_IN_CODE, digest).map(text -> parse(digest, text));
    code.ifPresent(found -> found.remove(tables));
    return code;
  }

  /** Removes every code of an account. */
  static void removeAll(Tables tables, AccountId account) {
    all(tables).filter(code -> code.account.equals(account)).forEach(code -> code.remove(tables));
  }

  /** Whether it has not expired. */
  boolean isValidAt(Instant time) {
    return time.isBefore(end);
  }

  private void remove(Tables tables) {
    tables.remove(NO_ACCOUNT, SIGN_IN_CODE, digest);
  }
}
