package linkhold.bench.rival;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import org.jspecify.annotations.Nullable;

/** The accounts of tokens, each read from the database once. */
public final class AccountsByToken {

  private static final String PREFIX = "Bearer ";

  private final Map<TokenDigest, Long> accounts = new ConcurrentHashMap<>();

  /**
   * The digest of the token in an {@code Authorization} header.
   *
   * @return null when there is none
   */
  public static @Nullable TokenDigest digest(@Nullable String header) {
    return header != null && header.startsWith(PREFIX)
        ? TokenSecret.of(header.substring(PREFIX.length())).digest()
        : null;
  }

  /** The account, if the token is in the cache. */
  public @Nullable Long account(TokenDigest token) {
    return accounts.get(token);
  }

  /** Adds a token that was read from the database. */
  public void remember(TokenDigest token, long account) {
    accounts.put(token, account);
  }
}
