package linkhold.http.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import linkhold.domain.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A cache of one issuer's keys. They are read on first use, again every few minutes, and, at most
 * every half minute, for an unknown key. Safe for concurrent use.
 */
final class JwtKeys {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 * 1024;
  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

  /** For how long keys are used while their issuer does not answer. */
  private static final Duration MAX_OUTAGE = Duration.ofHours(4);

  private static final ResourceRetriever RETRIEVER =
      new DefaultResourceRetriever((int) TIMEOUT.toMillis(), (int) TIMEOUT.toMillis(), MAX_BYTES);

  private final JwtIssuer issuer;
  private @Nullable JWKSource<SecurityContext> source;
  private long failedAt = System.nanoTime() - MIN_INTERVAL.toNanos();

  JwtKeys(JwtIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * The keys that match {@code selector}.
   *
   * @throws UnavailableException when the issuer does not answer
   */
  List<JWK> get(JWKSelector selector) {
    try {
      return source().get(selector, null);
    } catch (RateLimitReachedException e) {
      return List.of();
    } catch (KeySourceException e) {
      throw unavailable(e);
    }
  }

  private synchronized JWKSource<SecurityContext> source() {
    JWKSource<SecurityContext> known = source;
    if (known == null) {
      if (System.nanoTime() - failedAt < MIN_INTERVAL.toNanos()) {
        throw new UnavailableException("The keys of " + issuer.issuer() + " cannot be read.");
      }
      try {
        URI keys = issuer.keys();
        known = source(keys == null ? discovered() : keys);
        source = known;
      } catch (IOException | ParseException | IllegalArgumentException e) {
        failedAt = System.nanoTime();
        throw unavailable(e);
      }
    }
    return known;
  }

  private static JWKSource<SecurityContext> source(URI keys) throws IOException {
    return JWKSourceBuilder.create(keys.toURL(), RETRIEVER)
        .cache(MAX_AGE.toMillis(), TIMEOUT.multipliedBy(2).toMillis())
        .refreshAheadCache(false)
        .rateLimited(MIN_INTERVAL.toMillis())
        .outageTolerant(MAX_OUTAGE.toMillis())
        .build();
  }

  /** The address of the issuer's keys by OpenID Connect Discovery 1.0, 4. */
  private URI discovered() throws IOException, ParseException {
    URI document =
        URI.create(issuer.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    String text = RETRIEVER.retrieveResource(document.toURL()).getContent();
    var configuration = JSONObjectUtils.parse(text);
    String keys = JSONObjectUtils.getString(configuration, "jwks_uri");
    if (!issuer.issuer().equals(JSONObjectUtils.getString(configuration, "issuer"))
        || keys == null
        || !JwtIssuer.isUrl(keys)) {
      throw new ParseException("It names another issuer, or no https address of keys.", 0);
    }
    return URI.create(keys);
  }

  private UnavailableException unavailable(Exception cause) {
    return new UnavailableException(
        "The keys of " + issuer.issuer() + " cannot be read at the moment.", cause);
  }
}
