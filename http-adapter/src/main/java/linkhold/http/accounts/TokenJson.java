package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenStore.Issued;
import linkhold.json.JsonObject;
import linkhold.json.Timestamp;
import org.jspecify.annotations.Nullable;

/** Tokens in JSON: written without their secrets, read as tokens to issue. */
public final class TokenJson {

  /** A century of 365 days. */
  private static final long MAX_EXPIRES_IN = 3_153_600_000L;

  private static final Set<String> MEMBERS = Set.of("label", "scope", "expiresAt", "expiresIn");

  private TokenJson() {}

  /**
   * The token to issue by {@code json}; null when it has faults, which are recorded there.
   *
   * @param lenient whether unknown members are ignored
   * @param clock decides what has expired already
   */
  static @Nullable TokenDraft draft(JsonObject json, boolean lenient, Clock clock) {
    String label = json.string("label");
    String valid = label == null ? "" : json.parse(() -> Token.requireLabel(label));
    String scopeName = json.string("scope");
    Scope scope = scopeName == null ? Scope.WRITE : json.parse(() -> scope(scopeName));
    String time = json.string("expiresAt");
    Long seconds = json.wholeNumber("expiresIn");
    Instant now = clock.instant();
    Instant at = time == null ? null : json.parse(() -> expiresAt(time, now));
    Instant after = seconds == null ? null : json.parse(() -> expiresIn(seconds, now));
    if (time != null && seconds != null) {
      json.refuse("expiresIn", "Send expiresAt or expiresIn, not both.");
    }
    if (!lenient) {
      json.refuseOthers(MEMBERS);
    }
    return valid == null || scope == null
        ? null
        : new TokenDraft(Token.Kind.TOKEN, valid, scope, at == null ? after : at);
  }

  /** Writes the members of {@code token}, without the object around them. */
  static void writeMembers(JsonGenerator json, Token token) throws IOException {
    json.writeNumberField("id", token.id());
    json.writeStringField("kind", kind(token));
    json.writeStringField("label", token.label());
    json.writeStringField("scope", token.scope().label());
    write(json, "createdAt", token.createdAt());
    write(json, "expiresAt", token.endsAt());
    write(json, "lastUsedAt", token.lastUsedAt());
  }

  /** Writes an issued token, with its secret. */
  static void writeIssued(JsonGenerator json, Issued issued) throws IOException {
    json.writeStartObject();
    writeMembers(json, issued.token());
    json.writeStringField("account", issued.token().account().name());
    json.writeStringField("secret", issued.secret().reveal());
    json.writeEndObject();
  }

  private static String kind(Token token) {
    return switch (token.kind()) {
      case TOKEN -> "token";
      case SESSION -> "session";
    };
  }

  /** Writes a time, or null. */
  static void write(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
    if (time == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, String.valueOf(Timestamp.format(time)));
    }
  }

  /**
   * The scope of {@code label}.
   *
   * @throws InvalidInputException at {@code /scope} when there is none
   */
  static Scope scope(String label) {
    return Scope.ofLabel(label)
        .orElseThrow(() -> new InvalidInputException("/scope", "Expected read, write or admin."));
  }

  private static Instant expiresAt(String text, Instant now) {
    Instant time = Token.requireExpiry(Timestamp.parse("/expiresAt", text));
    if (!time.isAfter(now)) {
      throw new InvalidInputException("/expiresAt", "This time is in the past.");
    }
    return time;
  }

  private static Instant expiresIn(long seconds, Instant now) {
    if (seconds < 1 || seconds > MAX_EXPIRES_IN) {
      throw new InvalidInputException(
          "/expiresIn", "Expected 1 to " + MAX_EXPIRES_IN + " seconds.");
    }
    return now.plusSeconds(seconds);
  }
}
