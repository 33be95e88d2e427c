package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold serve}: runs the server until the process is told to end. */
@Command(name = "serve", description = "Runs the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final ServerOptions options = new ServerOptions();

  ServeCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read();
    var started = new CompletableFuture<Application>();
    Thread main = Thread.currentThread();
    Thread end =
        new Thread(
            () -> {
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
    System.out.println(
        "Linkhold is ready: "
            + (configuration.http().tls() == null ? "http" : "https")
            + "://"
            + bracketed(configuration.http().host())
            + ":"
            + started.join().port());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The process was told to end, and does.
    }
    return 0;
  }

  /**
   * Ends well: whoever told the process to end gets exit code 0 after a clean stop, also while it
   * was still starting. Nothing is logged: logging ends at the same time.
   */
  private static void end(CompletableFuture<Application> started) {
    try {
      started.join().close();
    } catch (CompletionException e) {
      // It did not start, and left nothing behind.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // The process was told to end, and does.
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
