package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * Open mode has no authentication, so it serves only programs of this machine's user: no web page
 * in a browser, not even by a host name that an attacker points here (DNS rebinding), no other user
 * of the machine, and no client behind a proxy. A proxy that adds no header is recognised by its
 * user, if it has one of its own and the system shows it (Linux).
 */
public final class OpenModeGuard {

  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final Set<String> SAME_SITE = Set.of("same-origin", "none");

  private static final Set<String> FORWARDING =
      Set.of(
          "forwarded",
          "via",
          "x-real-ip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-original-forwarded-for",
          "x-original-host",
          "x-envoy-external-address",
          "true-client-ip",
          "client-ip",
          "cf-connecting-ip",
          "fastly-client-ip",
          "fly-client-ip");

  private static final Pattern LOCAL_HOST =
      Pattern.compile(
          "(localhost|\\[[0-9a-f:.]+]|(\\d{1,3}\\.){3}\\d{1,3})(:\\d*)?", Pattern.CASE_INSENSITIVE);

  private static final int MAX_CONNECTIONS = 100_000;

  private final SocketOwners owners = new SocketOwners(Path.of("/proc"));

  /** Whether a connection, by its client's address, comes from a program of this process's user. */
  private final Cache<PeerInfo, Boolean> connections =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_CONNECTIONS).build();

  /**
   * Checks {@code request}.
   *
   * @throws RefusedRequest when it does not come from a program of this machine's user
   */
  public void check(ServerRequest request) {
    check(request.headers());
    if (!isOwn(request)) {
      throw refused("It comes from a program of another user of this machine, such as a proxy.");
    }
  }

  /**
   * Looked up outside the cache, whose loader would run under a lock that other connections need:
   * only a few of them could then share one read of the system's table.
   */
  private boolean isOwn(ServerRequest request) {
    PeerInfo client = request.remotePeer();
    Boolean known = connections.getIfPresent(client);
    if (known != null) {
      return known;
    }
    boolean own =
        !(client.address() instanceof InetSocketAddress from
                && request.localPeer().address() instanceof InetSocketAddress to)
            || owners.isOwn(from, to);
    connections.put(client, own);
    return own;
  }

  private static void check(ServerRequestHeaders headers) {
    for (Header header : headers) {
      String name = header.headerName().lowerCase();
      if (FORWARDING.contains(name) || name.startsWith("x-forwarded-")) {
        throw refused("It carries " + header.name() + ", so it came through a proxy.");
      }
    }
    String host = headers.first(HeaderNames.HOST).orElse("");
    if (!LOCAL_HOST.matcher(host).matches()) {
      throw refused("Its Host is neither localhost nor an IP address.");
    }
    List<String> origins = headers.all(HeaderNames.ORIGIN, List::of);
    if (!origins.stream().allMatch(origin -> isOf(host, origin))) {
      throw refused("It comes from a web page of another origin.");
    }
    List<String> sites = headers.all(SEC_FETCH_SITE, List::of);
    if (!SAME_SITE.containsAll(sites)) {
      throw refused("It comes from a web page of another site.");
    }
  }

  private static boolean isOf(String host, String origin) {
    String lowerCase = origin.toLowerCase(Locale.ROOT);
    String lowerCaseHost = host.toLowerCase(Locale.ROOT);
    return lowerCase.equals("http://" + lowerCaseHost)
        || lowerCase.equals("https://" + lowerCaseHost);
  }

  private static RefusedRequest refused(String reason) {
    return new RefusedRequest(
        ProblemType.OPEN_MODE,
        "The server runs without authentication and refuses this request. "
            + reason
            + " To allow it, start the server with --auth token.");
  }
}
