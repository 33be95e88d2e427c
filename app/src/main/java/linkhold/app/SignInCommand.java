package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.Stores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linkhold sign-in}: lets a browser or an app sign in to an account, once. */
@Command(
    name = "sign-in",
    description = "Prints an address, and its QR code, that signs one device in.",
    mixinStandardHelpOptions = true)
final class SignInCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final SignInOptions options = new SignInOptions();

  @Parameters(paramLabel = "ACCOUNT", description = "the account that the device will act for")
  private String account = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "write",
      description = "read, write or admin (default: write)")
  private Scope scope = Scope.WRITE;

  SignInCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read();
    try (Stores stores = ConfiguredStores.join(configuration, clock)) {
      SignInCode code = stores.tokens().issueCode(account, scope);
      String url = code.url(PageAddress.of(configuration));
      System.err.print(TerminalQrCode.of(url));
      System.err.printf(
          "Open this address, or scan the code, on the device that is to act for %s. It works once,"
              + " within %d minutes:%n",
          Printable.of(account), SignInCode.LIFETIME.toMinutes());
      System.out.println(url);
    }
    return 0;
  }
}
