package linkhold.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.Token;
import linkhold.domain.TokenStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkhold token}: the secrets that let devices and programs act for an account. */
@Command(
    name = "token",
    description = "Creates, lists and revokes tokens.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list | revoke)")
final class TokenCommand implements Runnable {

  private final Clock clock;

  @Spec private CommandSpec spec = CommandSpec.create();

  TokenCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing: create, list or revoke");
  }

  @Command(
      name = "create",
      description = "Creates a token and prints its secret, which is not shown again.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "ACCOUNT", description = "the account that it acts for")
          String account,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              defaultValue = "write",
              description = "read, write or admin (default: write)")
          Scope scope,
      @Option(
              names = "--label",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "its name for people")
          String label,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "how long it is valid, such as 12h, 90d (default: without end)")
          @Nullable Duration expires) {
    Instant end = expires == null ? null : clock.instant().plus(expires);
    try (Stores stores = options.join(clock)) {
      TokenStore.Issued issued = stores.tokens().issue(account, label, scope, end);
      System.err.println(
          "Token " + issued.token().id() + " of " + account + "; its secret is not shown again:");
      System.out.println(issued.secret().reveal());
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Prints an account's tokens and sessions, without their secrets.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "ACCOUNT", description = "the tokens' account") String account) {
    try (Stores stores = options.join(clock)) {
      String row = "%-6s %-8s %-6s %-20s %-20s %-20s %s%n";
      System.out.printf(
          Locale.ROOT, row, "ID", "KIND", "SCOPE", "CREATED", "EXPIRES", "LAST USED", "LABEL");
      for (Token token : stores.tokens().list(account)) {
        System.out.printf(
            Locale.ROOT,
            row,
            token.id(),
            token.kind().name().toLowerCase(Locale.ROOT),
            token.scope().name().toLowerCase(Locale.ROOT),
            seconds(token.createdAt()),
            seconds(token.endsAt()),
            seconds(token.lastUsedAt()),
            Printable.of(token.label()));
      }
    }
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Revokes a token; a running server refuses it within five seconds.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "ACCOUNT", description = "the token's account") String account,
      @Parameters(paramLabel = "ID", description = "the token's number, as printed by 'token list'")
          long id) {
    try (Stores stores = options.join(clock)) {
      stores.tokens().revoke(account, id);
    }
    System.err.println("Revoked token " + id + " of " + account + ".");
    return 0;
  }

  private static String seconds(@Nullable Instant time) {
    return time == null ? "-" : Instant.ofEpochSecond(time.getEpochSecond()).toString();
  }
}
