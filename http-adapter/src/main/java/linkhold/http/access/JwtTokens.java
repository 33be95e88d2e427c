package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import linkhold.domain.Account;
import linkhold.domain.AccountStore;
import linkhold.domain.AlreadyExistsException;
import linkhold.domain.Sha256;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import org.jspecify.annotations.Nullable;

/**
 * Maps JSON Web Tokens of other issuers to tokens of accounts; an account is added on its first
 * request. A token is verified once and cached by its digest until it expires; its account is read
 * again every {@link TokenCache#MAX_AGE}. Safe for concurrent use.
 */
public final class JwtTokens {

  /** Separates issuer and user in an account's name; no issuer contains it. */
  private static final char SEPARATOR = '|';

  private static final int MAX_TOKENS = 50_000;

  /** A verified token, and when its account was read, by the ticker. */
  private record Entry(Token token, long readAt) {}

  private final JwtVerifier verifier;
  private final AccountStore accounts;
  private final Clock clock;
  private final Ticker ticker;
  private final Cache<TokenDigest, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();

  /** Tokens of {@code issuers}, by the time of {@code clock}. */
  public JwtTokens(List<JwtIssuer> issuers, AccountStore accounts, Clock clock, Ticker ticker) {
    this.verifier = new JwtVerifier(issuers, clock);
    this.accounts = accounts;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Whether {@code text} has the form of a signed JSON Web Token: three parts with dots between.
   */
  static boolean isForm(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    return first > 0 && second > first && text.indexOf('.', second + 1) < 0;
  }

  /**
   * The token of {@code text}; null when it is not valid.
   *
   * @throws linkhold.domain.UnavailableException when the issuer's keys, or the account, cannot be
   *     read
   */
  @Nullable Token find(String text) {
    TokenDigest digest = TokenSecret.of(text).digest();
    Entry entry = entries.getIfPresent(digest);
    if (entry != null && entry.token.isExpiredAt(clock.instant())) {
      entries.invalidate(digest);
      return null;
    }
    if (entry != null && ticker.read() - entry.readAt < TokenCache.MAX_AGE.toNanos()) {
      return entry.token;
    }
    long readAt = ticker.read();
    Token token = entry == null ? null : again(entry.token);
    if (token == null) {
      token = verifier.verify(text).map(this::token).orElse(null);
    }
    if (token != null) {
      entries.put(digest, new Entry(token, readAt));
    }
    return token;
  }

  /** The token with its account read again; null when that was deleted. */
  private @Nullable Token again(Token token) {
    return accounts
        .find(token.account().id())
        .map(account -> token(account, token.label(), token))
        .orElse(null);
  }

  private static Token token(Account account, String label, Token old) {
    return new Token(
        old.id(), old.kind(), account, label, old.scope(), old.createdAt(), old.expiresAt(), null);
  }

  private Token token(JwtVerifier.Claims claims) {
    String name = accountName(claims.issuer().issuer(), claims.user());
    Account account = accounts.find(name).orElseGet(() -> add(name));
    Instant now = clock.instant();
    return new Token(
        -account.id().value(),
        Token.Kind.TOKEN,
        account,
        claims.issuer().issuer(),
        claims.scope(),
        now,
        claims.expiresAt(),
        null);
  }

  private Account add(String name) {
    try {
      return accounts.add(name);
    } catch (AlreadyExistsException e) { // another request was first
      return accounts.find(name).orElseThrow(() -> e);
    }
  }

  /**
   * The name of the account of an issuer's user, unique among all issuers: a user that cannot be
   * part of a name, or looks like a hash, is hashed after another separator.
   */
  static String accountName(String issuer, String user) {
    String name = issuer + SEPARATOR + user;
    boolean plain =
        name.length() <= Account.MAX_NAME_LENGTH
            && name.chars().allMatch(c -> c > ' ' && c < 0x7f)
            && user.charAt(0) != SEPARATOR;
    return plain ? name : issuer + SEPARATOR + SEPARATOR + hash(user);
  }

  private static String hash(String user) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(user));
  }
}
