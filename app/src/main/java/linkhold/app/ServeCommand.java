package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.http.Authentication;
import linkhold.http.HttpLimits;
import linkhold.http.server.SimulatedFaults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold serve}: runs the server until the process is asked to stop. */
@Command(name = "serve", description = "Runs the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = System.getLogger(ServeCommand.class.getName());

  private static final Duration LISTENING_CHECK = Duration.ofSeconds(1);

  private final Clock clock;

  @Mixin private final ServerOptions options = new ServerOptions();

  ServeCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read();
    Logs.configure(configuration);
    var started = new CompletableFuture<Application>();
    var ending = new AtomicBoolean();
    Thread main = Thread.currentThread();
    Thread end =
        new Thread(
            () -> {
              ending.set(true);
              if (configuration.database().isPresent()) {
                main.interrupt(); // so that it no longer waits for the database
              }
              end(started);
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      started.complete(new Application(configuration, clock));
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
      forget(end);
      throw e;
    }
    warn(configuration);
    System.out.println(
        "Linkhold is ready: "
            + (configuration.http().tls() == null ? "http" : "https")
            + "://"
            + bracketed(configuration.http().host())
            + ":"
            + started.join().port());
    welcome(configuration, started.join());
    return await(started.join(), end, ending);
  }

  /** Prints the address of the page, and how to sign in for the first time. */
  private static void welcome(Configuration configuration, Application application) {
    System.err.println(
        "linkhold: the page is at " + PageAddress.of(configuration.http(), application.port()));
    if (configuration.http().authentication() == Authentication.TOKEN
        && application.hasNoAccounts()) {
      String data =
          configuration
              .flag(Settings.DATA_DIR)
              .map(directory -> " --data-dir '" + directory + "'")
              .orElse("");
      System.err.println(
          "linkhold: there is no account yet. Add one and sign in, in another terminal:");
      System.err.println(Main.asCalled("linkhold:   ./linkhold account add NAME" + data));
      System.err.println(Main.asCalled("linkhold:   ./linkhold sign-in NAME" + data));
    }
  }

  /** Serves until the process is asked to end, or no more connections are accepted. */
  private static int await(Application application, Thread end, AtomicBoolean ending) {
    try {
      while (application.isListening() || ending.get()) {
        Thread.sleep(LISTENING_CHECK);
      }
    } catch (InterruptedException e) {
      return 0; // the process was asked to end
    }
    forget(end);
    System.err.println(
        "linkhold: connections are no longer accepted, for the reason logged above; the server ends,"
            + " so that a supervisor can start it again");
    application.close();
    return 1;
  }

  /** Warns of problems of the process, in a line each. */
  private static void warn(Configuration configuration) {
    int connections = configuration.http().limits().connections();
    if (connections == HttpLimits.maxConnections()) {
      System.err.println(
          "linkhold: at most "
              + connections
              + " connections are accepted, since each is an open file: raise the limit of"
              + " open files (ulimit -n, or LimitNOFILE of systemd) for more");
    }
    SimulatedFaults faults = configuration.http().faults();
    if (faults != null) {
      System.err.println("linkhold: calls fail on purpose: --faults " + faults);
    }
    if (EmbeddedPostgres.amRoot()) {
      System.err.println(
          "linkhold: running as root, so the process that the network reaches may do everything on"
              + " this machine: rather run it as an ordinary user");
    }
  }

  /**
   * Stops cleanly: with exit code 0 after SIGTERM or Ctrl-C, also while the server is still
   * starting.
   */
  private static void end(CompletableFuture<Application> started) {
    try {
      started.join().close();
      LOG.log(Level.INFO, "Linkhold has ended");
    } catch (CompletionException e) {
      // It did not start, so there is nothing to stop.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // The process is ending as it was asked to.
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
