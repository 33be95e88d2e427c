package linkhold.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.domain.Scope;
import linkhold.domain.UnavailableException;

/**
 * Decides which JSON Web Tokens are valid (RFC 7519, RFC 8725): of a known issuer, for this server,
 * signed with a key of the issuer by one of a few algorithms, and valid now. Safe for concurrent
 * use.
 */
final class JwtVerifier {

  private static final Map<JWSAlgorithm, KeyType> KEY_TYPES =
      Map.of(
          JWSAlgorithm.RS256, KeyType.RSA,
          JWSAlgorithm.PS256, KeyType.RSA,
          JWSAlgorithm.ES256, KeyType.EC,
          JWSAlgorithm.EdDSA, KeyType.OKP,
          JWSAlgorithm.Ed25519, KeyType.OKP);

  /** The tolerance for differing clocks. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  /**
   * The claims of a valid token.
   *
   * @param user the issuer's name of the user
   */
  record Claims(JwtIssuer issuer, String user, Scope scope, Instant expiresAt) {}

  private final Clock clock;
  private final Map<String, JwtIssuer> issuers;
  private final Map<String, JwtKeys> keys;

  JwtVerifier(List<JwtIssuer> issuers, Clock clock) {
    this.clock = clock;
    this.issuers = issuers.stream().collect(Collectors.toMap(JwtIssuer::issuer, each -> each));
    this.keys = issuers.stream().collect(Collectors.toMap(JwtIssuer::issuer, JwtKeys::new));
  }

  /**
   * The claims of {@code text}; empty when it is not a valid token.
   *
   * @throws UnavailableException when the issuer's keys cannot be read
   */
  Optional<Claims> verify(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      JwtIssuer issuer = issuers.get(String.valueOf(claims.getIssuer()));
      if (issuer == null
          || !isForUs(claims, issuer)
          || !isOfNow(claims)
          || !isSigned(token, issuer)) {
        return Optional.empty();
      }
      String user = user(claims, issuer);
      Instant end = claims.getExpirationTime().toInstant().plus(LEEWAY);
      return user.isEmpty()
          ? Optional.empty()
          : Optional.of(new Claims(issuer, user, scope(claims, issuer), end));
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isForUs(JWTClaimsSet claims, JwtIssuer issuer) {
    return claims.getAudience().stream().anyMatch(issuer.audiences()::contains);
  }

  private boolean isOfNow(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date end = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    return end != null
        && now.isBefore(end.toInstant().plus(LEEWAY))
        && (begin == null || !now.isBefore(begin.toInstant().minus(LEEWAY)));
  }

  private boolean isSigned(SignedJWT token, JwtIssuer issuer) throws JOSEException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    KeyType type = KEY_TYPES.get(algorithm);
    if (type == null || token.getHeader().getCriticalParams() != null) {
      return false;
    }
    JWKMatcher.Builder wanted =
        new JWKMatcher.Builder()
            .keyType(type)
            .keyUses(KeyUse.SIGNATURE, null)
            .algorithms(algorithm, JWSAlgorithm.EdDSA, null);
    if (token.getHeader().getKeyID() != null) {
      wanted.keyID(token.getHeader().getKeyID());
    }
    for (JWK key :
        Objects.requireNonNull(keys.get(issuer.issuer())).get(new JWKSelector(wanted.build()))) {
      if (isSigned(token, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSigned(SignedJWT token, JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
      case ECKey ec when Curve.P_256.equals(ec.getCurve()) ->
          token.verify(new ECDSAVerifier(ec.toECPublicKey()));
      case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) -> isSigned(token, pair);
      default -> false;
    };
  }

  /** Uses the JDK: the library's own verifier of Ed25519 needs a further library. */
  private static boolean isSigned(SignedJWT token, OctetKeyPair pair) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(publicKey(pair));
      signature.update(token.getSigningInput());
      return signature.verify(token.getSignature().decode());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * The key from its encoding: y in little-endian order, with the parity of x in the highest bit.
   */
  private static PublicKey publicKey(OctetKeyPair pair) throws GeneralSecurityException {
    byte[] bytes = pair.getX().decode();
    byte[] y = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      y[i] = bytes[bytes.length - 1 - i];
    }
    boolean isXOdd = y.length > 0 && (y[0] & 0x80) != 0;
    if (isXOdd) {
      y[0] &= 0x7f;
    }
    EdECPoint point = new EdECPoint(isXOdd, new BigInteger(1, y));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static String user(JWTClaimsSet claims, JwtIssuer issuer) {
    return claims.getClaim(issuer.accountClaim()) instanceof String user ? user : "";
  }

  private static Scope scope(JWTClaimsSet claims, JwtIssuer issuer) {
    if (issuer.scopeClaim() == null) {
      return Scope.WRITE;
    }
    Set<?> words =
        switch (claims.getClaim(issuer.scopeClaim())) {
          case String text -> Set.of(text.strip().split("\\s+"));
          case List<?> list -> Set.copyOf(list);
          case null, default -> Set.of();
        };
    return words.contains("write") ? Scope.WRITE : Scope.READ;
  }
}
