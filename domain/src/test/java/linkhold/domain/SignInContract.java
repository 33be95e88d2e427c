package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import linkhold.domain.Token.Kind;
import linkhold.domain.TokenStore.Issued;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link TokenStore} must do for those who sign in: codes and sessions. */
public interface SignInContract extends StoreContract {

  /** The account's tokens and sessions. */
  default List<Token> devices(String account) {
    return stores().tokens().list(account);
  }

  private Issued issueSession(String account, @Nullable Instant expiresAt) {
    return stores()
        .tokens()
        .issue(account, new TokenDraft(Kind.SESSION, "", Scope.READ, expiresAt));
  }

  private Optional<Issued> redeem(SignInCode code, Kind kind) {
    return stores().tokens().redeem(code.secret().digest(), kind, "a phone");
  }

  @Test
  default void aCodeIsExchangedOnceForATokenOfItsScope() {
    Account account = accounts().add("code-once");
    SignInCode code = stores().tokens().issueCode("code-once", Scope.READ);
    assertEquals(account, code.account());
    assertEquals(Scope.READ, code.scope());

    Issued issued = redeem(code, Kind.TOKEN).orElseThrow();

    assertEquals(account, issued.token().account());
    assertEquals(Kind.TOKEN, issued.token().kind());
    assertEquals(Scope.READ, issued.token().scope());
    assertEquals("a phone", issued.token().label());
    assertEquals(Optional.of(issued.token()), stores().tokens().find(issued.secret().digest()));
    assertEquals(List.of(issued.token()), devices("code-once"));
    assertEquals(Optional.empty(), redeem(code, Kind.TOKEN));
    assertEquals(Optional.empty(), stores().tokens().find(code.secret().digest()), "no token");
  }

  @Test
  default void aSessionIsFoundListedAndRevokedAsATokenIs() {
    accounts().add("session-found");
    SignInCode code = stores().tokens().issueCode("session-found", Scope.ADMIN);

    Issued session = redeem(code, Kind.SESSION).orElseThrow();

    assertEquals(Kind.SESSION, session.token().kind());
    assertEquals(Optional.of(session.token()), stores().tokens().find(session.secret().digest()));
    assertEquals(List.of(session.token()), devices("session-found"));
    stores().tokens().revoke("session-found", session.token().id());
    assertEquals(Optional.empty(), stores().tokens().find(session.secret().digest()));
  }

  @Test
  default void aSessionEndsAfterNinetyDaysWithoutUse() {
    accounts().add("session-idle");
    Issued session = issueSession("session-idle", null);
    Instant end = session.token().createdAt().plus(Duration.ofDays(90));
    assertEquals(end, session.token().endsAt());
    assertFalse(session.token().isExpiredAt(end.minusNanos(1)));
    assertTrue(session.token().isExpiredAt(end));

    Instant use = end.minusSeconds(1);
    stores().tokens().noteUse(session.token().id(), use);

    Token used = stores().tokens().find(session.secret().digest()).orElseThrow();
    assertEquals(use.plus(Duration.ofDays(90)), used.endsAt());
  }

  @Test
  default void aSessionEndsAtItsTimeWhenThatIsEarlier() {
    accounts().add("session-short");
    Instant end = CLOCK.instant().plusSeconds(60);
    Issued session = issueSession("session-short", end);
    assertEquals(end, session.token().endsAt());
  }

  @Test
  default void expiredSessionsAreRemovedWithTheNextIssue() {
    accounts().add("session-old");
    Instant past = CLOCK.instant().minusSeconds(60);
    issueSession("session-old", past);
    Token expired = stores().tokens().issue("session-old", "", Scope.READ, past).token();
    Token session = issueSession("session-old", null).token();

    assertEquals(List.of(expired, session), devices("session-old"));
  }

  @Test
  default void ofTooManySessionsTheLongestUnusedEnds() {
    accounts().add("session-many");
    Token token = stores().tokens().issue("session-many", "", Scope.READ, null).token();
    List<Token> sessions = new ArrayList<>();
    for (int i = 0; i < Token.MAX_SESSIONS; i++) {
      sessions.add(issueSession("session-many", null).token());
    }
    stores().tokens().noteUse(sessions.getFirst().id(), CLOCK.instant().plusSeconds(1));

    Token last = issueSession("session-many", null).token();

    List<Long> left = devices("session-many").stream().map(Token::id).toList();
    assertEquals(Token.MAX_SESSIONS + 1, left.size());
    assertTrue(left.contains(token.id()));
    assertTrue(left.contains(sessions.getFirst().id()));
    assertFalse(left.contains(sessions.get(1).id()));
    assertTrue(left.contains(last.id()));
  }

  @Test
  default void ofTooManyCodesTheOldestEnds() {
    accounts().add("code-many");
    List<SignInCode> codes = new ArrayList<>();
    for (int i = 0; i <= SignInCode.MAX_PER_ACCOUNT; i++) {
      codes.add(stores().tokens().issueCode("code-many", Scope.READ));
    }
    assertEquals(Optional.empty(), redeem(codes.getFirst(), Kind.TOKEN));
    assertTrue(redeem(codes.get(1), Kind.TOKEN).isPresent());
    assertTrue(redeem(codes.getLast(), Kind.TOKEN).isPresent());
  }

  @Test
  default void aCodeExpiresAfterTenMinutes() {
    accounts().add("code-expired");
    SignInCode code = stores().tokens().issueCode("code-expired", Scope.READ);
    Instant now = CLOCK.instant();
    while (now.isBefore(code.expiresAt())) {
      now = CLOCK.instant(); // a second later at each reading
    }
    assertEquals(Optional.empty(), redeem(code, Kind.TOKEN));
    assertEquals(List.of(), devices("code-expired"));
  }

  @Test
  default void aCodeOfARemovedAccountIsInvalid() {
    accounts().add("code-removed");
    SignInCode code = stores().tokens().issueCode("code-removed", Scope.READ);
    accounts().remove("code-removed");
    accounts().add("code-removed");

    assertEquals(Optional.empty(), redeem(code, Kind.SESSION));
    assertThrows(
        NotFoundException.class, () -> stores().tokens().issueCode("code-nobody", Scope.READ));
  }

  @Test
  default void aLabelThatCannotBeKeptLeavesTheCode() {
    accounts().add("code-label");
    SignInCode code = stores().tokens().issueCode("code-label", Scope.READ);
    TokenDigest digest = code.secret().digest();
    assertThrows(
        InvalidInputException.class,
        () -> stores().tokens().redeem(digest, Kind.TOKEN, "x".repeat(201)));
    assertTrue(redeem(code, Kind.TOKEN).isPresent());
  }

  @Test
  default void ofSeveralWhoShowTheSameCodeOneGetsSomething() throws Exception {
    accounts().add("code-contested");
    for (int round = 0; round < 10; round++) {
      SignInCode code = stores().tokens().issueCode("code-contested", Scope.READ);
      Callable<Boolean> attempt = () -> redeem(code, Kind.SESSION).isPresent();
      int signedIn = 0;
      try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
        for (Future<Boolean> tried :
            executor.invokeAll(List.of(attempt, attempt, attempt, attempt))) {
          signedIn += tried.get() ? 1 : 0;
        }
      }
      assertEquals(1, signedIn);
    }
  }
}
