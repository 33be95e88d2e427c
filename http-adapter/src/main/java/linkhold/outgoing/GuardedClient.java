package linkhold.outgoing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * An HTTP client for URLs that users choose. It connects to public addresses, and to what {@link
 * AllowedTargets} names, and to nothing else; a host is resolved once for each request, and the
 * request goes to the addresses that were checked. It follows no redirect. Safe for concurrent use.
 */
public final class GuardedClient implements AutoCloseable {

  private final Lookups lookups;
  private final Guard guard;
  private final Fetcher fetcher;

  /**
   * A client.
   *
   * @param name of its threads
   */
  public GuardedClient(AllowedTargets allowed, Resolver resolver, String name, String userAgent) {
    this.lookups = new Lookups(resolver, name + "-dns");
    this.guard = new Guard(allowed, lookups, Guard::ownAddresses);
    this.fetcher = new Fetcher(name + "-deadlines", userAgent);
  }

  /** Whether {@code target} may be connected to; false also when its host has no address. */
  public boolean mayReach(Target target) {
    return !guard.addresses(target).isEmpty();
  }

  /**
   * The answer to a GET.
   *
   * @param stop decides when the rest of the body is not needed
   * @throws UnknownHostException when the host has no address, or one that may not be connected to:
   *     nobody learns which
   * @throws IOException when there is no answer by the deadline
   */
  public Answer get(Target target, Deadline deadline, StopCondition stop) throws IOException {
    return fetcher.get(target, addresses(target), deadline, stop);
  }

  /**
   * The status that a POST of JSON is answered with.
   *
   * @throws UnknownHostException like {@link #get}
   * @throws IOException when there is no answer by the deadline
   */
  public int post(Target target, Deadline deadline, Map<String, String> headers, byte[] json)
      throws IOException {
    return fetcher.post(target, addresses(target), deadline, headers, json);
  }

  private List<InetAddress> addresses(Target target) throws UnknownHostException {
    List<InetAddress> addresses = guard.addresses(target);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(target.host());
    }
    return addresses;
  }

  /** Cancels the requests under way. */
  @Override
  public void close() {
    lookups.close();
    fetcher.close();
  }
}
