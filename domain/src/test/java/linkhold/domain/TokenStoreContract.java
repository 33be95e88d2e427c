package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.TokenStore.Issued;
import org.junit.jupiter.api.Test;

/** What every {@link TokenStore} must do. */
public interface TokenStoreContract extends StoreContract {

  /** The tested tokens. */
  default TokenStore tokens() {
    return stores().tokens();
  }

  @Test
  default void anIssuedTokenIsFoundByItsSecretWithEveryField() {
    Account account = accounts().add("token-owner");
    Instant expiry = Instant.parse("2030-01-01T00:00:00.123456789Z");

    Issued issued = tokens().issue("token-owner", " My phone ", Scope.ADMIN, expiry);

    Token token = issued.token();
    assertEquals(account, token.account());
    assertEquals("My phone", token.label());
    assertEquals(Scope.ADMIN, token.scope());
    assertEquals(Instant.parse("2030-01-01T00:00:00.123456Z"), token.expiresAt());
    assertEquals(Optional.of(token), tokens().find(issued.secret().digest()));
    assertEquals(
        Optional.of(token), tokens().find(TokenSecret.of(issued.secret().reveal()).digest()));
    assertEquals(List.of(token), tokens().list("token-owner"));
  }

  @Test
  default void anotherSecretFindsNothing() {
    accounts().add("token-other");
    Issued issued = tokens().issue("token-other", "", Scope.READ, null);

    assertEquals(Optional.empty(), tokens().find(TokenSecret.random().digest()));
    assertEquals(
        Optional.empty(), tokens().find(TokenSecret.of(issued.secret().reveal() + "x").digest()));
  }

  @Test
  default void tokensAreListedInTheOrderOfTheirIssue() {
    accounts().add("token-many");
    Token first = tokens().issue("token-many", "b", Scope.READ, null).token();
    Token second = tokens().issue("token-many", "a", Scope.WRITE, null).token();

    assertEquals(List.of(first, second), tokens().list("token-many"));
    assertNotEquals(first.id(), second.id());
  }

  @Test
  default void aRevokedTokenIsGoneAndOthersStay() {
    accounts().add("token-revoked");
    accounts().add("token-stranger");
    Issued revoked = tokens().issue("token-revoked", "", Scope.READ, null);
    Issued kept = tokens().issue("token-revoked", "", Scope.READ, null);
    long id = revoked.token().id();

    assertThrows(NotFoundException.class, () -> tokens().revoke("token-stranger", id));
    tokens().revoke("token-revoked", id);

    assertEquals(Optional.empty(), tokens().find(revoked.secret().digest()));
    assertEquals(Optional.of(kept.token()), tokens().find(kept.secret().digest()));
    assertThrows(NotFoundException.class, () -> tokens().revoke("token-revoked", id));
  }

  @Test
  default void ofManyTokensThoseThatExistAreReturned() {
    accounts().add("token-there");
    accounts().add("token-account-gone");
    long expired =
        tokens().issue("token-there", "", Scope.READ, Instant.EPOCH.plusSeconds(1)).token().id();
    long revoked = tokens().issue("token-there", "", Scope.READ, null).token().id();
    long there = tokens().issue("token-there", "", Scope.READ, null).token().id();
    long gone = tokens().issue("token-account-gone", "", Scope.READ, null).token().id();

    tokens().revoke("token-there", revoked);
    accounts().remove("token-account-gone");

    assertEquals(
        Set.of(expired, there), tokens().existing(Set.of(expired, revoked, there, gone, -1L)));
    assertEquals(Set.of(), tokens().existing(Set.of()));
  }

  @Test
  default void theTokensOfABlockedAccountAreFoundAsBlockedAndDoNotCount() {
    accounts().add("token-blocked");
    Issued issued = tokens().issue("token-blocked", "", Scope.READ, null);
    long id = issued.token().id();
    accounts().restrict("token-blocked", old -> old.withBlocked(true));

    Token found = tokens().find(issued.secret().digest()).orElseThrow();
    assertTrue(found.account().restrictions().blocked());
    assertEquals(Set.of(), tokens().existing(Set.of(id)));
    accounts().restrict("token-blocked", old -> old.withBlocked(false));
    assertEquals(Set.of(id), tokens().existing(Set.of(id)));
  }

  @Test
  default void theLatestUseIsNoted() {
    accounts().add("token-used");
    Issued issued = tokens().issue("token-used", "", Scope.READ, null);
    Instant late = Instant.parse("2026-05-05T05:05:05.123456Z");

    tokens().noteUse(issued.token().id(), late);
    tokens().noteUse(issued.token().id(), late.minusSeconds(60));
    tokens().noteUse(-1, late);

    assertEquals(Optional.of(issued.token().usedAt(late)), tokens().find(issued.secret().digest()));
  }

  @Test
  default void aRemovedAccountTakesItsTokensWithIt() {
    accounts().add("token-removed");
    Issued issued = tokens().issue("token-removed", "", Scope.ADMIN, null);

    accounts().remove("token-removed");
    accounts().add("token-removed");

    assertEquals(Optional.empty(), tokens().find(issued.secret().digest()));
    assertEquals(List.of(), tokens().list("token-removed"));
  }

  @Test
  default void anUnknownAccountHasNoTokens() {
    assertThrows(
        NotFoundException.class, () -> tokens().issue("token-nobody", "", Scope.READ, null));
    assertThrows(NotFoundException.class, () -> tokens().list("token-nobody"));
    assertThrows(NotFoundException.class, () -> tokens().revoke("token-nobody", 1));
  }

  @Test
  default void aLabelOrATimeThatCannotBeKeptIsRefused() {
    accounts().add("token-invalid");

    assertThrows(
        InvalidInputException.class,
        () -> tokens().issue("token-invalid", "x".repeat(201), Scope.READ, null));
    assertThrows(
        InvalidInputException.class,
        () -> tokens().issue("token-invalid", "a\u0000", Scope.READ, null));
    assertThrows(
        InvalidInputException.class,
        () -> tokens().issue("token-invalid", "", Scope.READ, Instant.MAX));
  }

  @Test
  default void aTokenExpiresAtItsTime() {
    accounts().add("token-expired");
    Instant expiry = Instant.parse("2026-05-05T00:00:00Z");
    Token token = tokens().issue("token-expired", "", Scope.READ, expiry).token();

    assertFalse(token.isExpiredAt(expiry.minusNanos(1)));
    assertTrue(token.isExpiredAt(expiry));
  }
}
