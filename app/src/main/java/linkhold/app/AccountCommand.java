package linkhold.app;

import java.time.Clock;
import java.util.function.UnaryOperator;
import linkhold.domain.Account;
import linkhold.domain.Restrictions;
import linkhold.domain.Stores;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkhold account}: the accounts whose links are kept. */
@Command(
    name = "account",
    description = "Adds, lists, blocks, limits and removes accounts.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(add | list | block | unblock | limit | remove)")
final class AccountCommand implements Runnable {

  private final Clock clock;

  @Spec private CommandSpec spec = CommandSpec.create();

  AccountCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing: add, list, block, unblock, limit or remove");
  }

  @Command(name = "add", description = "Adds an account.", mixinStandardHelpOptions = true)
  int add(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "NAME", description = "1 to 255 visible characters of ASCII")
          String name) {
    try (Stores stores = options.join(clock)) {
      stores.accounts().add(name);
    }
    System.err.println(
        Main.asCalled("Added " + name + ". A token for it: ./linkhold token create " + name));
    return 0;
  }

  @Command(
      name = "list",
      description = "Prints the accounts' names, one per line.",
      mixinStandardHelpOptions = true)
  int list(@Mixin DatabaseOptions options) {
    try (Stores stores = options.join(clock)) {
      stores.accounts().list().stream().map(Account::name).forEach(System.out::println);
    }
    return 0;
  }

  @Command(
      name = "block",
      description = "Refuses an account to everyone, within five seconds; nothing is deleted.",
      mixinStandardHelpOptions = true)
  int block(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "NAME", description = "the account's name") String name) {
    restrict(options, name, restrictions -> restrictions.withBlocked(true));
    System.err.println("Blocked " + name + ".");
    return 0;
  }

  @Command(
      name = "unblock",
      description = "Ends the block of an account; its tokens work again.",
      mixinStandardHelpOptions = true)
  int unblock(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "NAME", description = "the account's name") String name) {
    restrict(options, name, restrictions -> restrictions.withBlocked(false));
    System.err.println("Unblocked " + name + ".");
    return 0;
  }

  @Command(
      name = "limit",
      description = "Sets how many links an account may have, instead of the server's limit.",
      mixinStandardHelpOptions = true)
  int limit(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "NAME", description = "the account's name") String name,
      @Option(
              names = "--max-links",
              paramLabel = "NUMBER",
              description = "how many (default: the server's limit)")
          @Nullable Long maxLinks) {
    restrict(options, name, restrictions -> restrictions.withMaxLinks(maxLinks));
    System.err.println(
        name
            + (maxLinks == null
                ? " has no limit of its own."
                : " may have " + maxLinks + " links."));
    return 0;
  }

  private void restrict(DatabaseOptions options, String name, UnaryOperator<Restrictions> change) {
    try (Stores stores = options.join(clock)) {
      stores.accounts().restrict(name, change);
    }
  }

  @Command(
      name = "remove",
      description = "Removes an account with all its links and tokens, for good.",
      mixinStandardHelpOptions = true)
  int remove(
      @Mixin DatabaseOptions options,
      @Parameters(paramLabel = "NAME", description = "the account's name") String name,
      @Option(names = "--yes", description = "confirms it; this cannot be undone") boolean yes) {
    if (!yes) {
      throw new ParameterException(
          spec.subcommands().get("remove"),
          "This removes every link and token of " + name + " for good: say --yes if you mean it");
    }
    try (Stores stores = options.join(clock)) {
      stores.accounts().remove(name);
    }
    System.err.println("Removed " + name + ".");
    return 0;
  }
}
