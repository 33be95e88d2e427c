package linkhold.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks hosts up within a time limit. */
final class Lookups implements Resolver, AutoCloseable {

  /** Platform threads: a lookup would block the carrier of a virtual thread. */
  private static final int AT_ONCE = 4;

  private static final int SECONDS = 5;

  private final Resolver resolver;
  private final ExecutorService threads;

  Lookups(Resolver resolver, String name) {
    this.resolver = resolver;
    this.threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().name(name).factory());
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    Future<List<InetAddress>> found = threads.submit(() -> resolver.resolve(host));
    try {
      return found.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      found.cancel(true);
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
