package linkhold.http.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of the client behind it. Only the proxies that are trusted are believed, since
 * anyone can send their headers.
 */
public final class Forwarding {

  private static final HeaderName PROTO = HeaderNames.X_FORWARDED_PROTO;

  private static final HeaderName HOST = HeaderNames.X_FORWARDED_HOST;
  private static final Pattern HOST_TEXT = Pattern.compile("[A-Za-z0-9._~:\\[\\]-]{1,255}");

  private final List<AddressRange> trusted;

  /** Believes the proxies within {@code trusted}. */
  public Forwarding(List<String> trusted) {
    this.trusted = trusted.stream().map(AddressRange::parse).map(Objects::requireNonNull).toList();
  }

  /**
   * The address of whoever sent {@code request}: the last one that no trusted proxy has, since what
   * stands before it in {@code X-Forwarded-For} was told by the client itself.
   */
  public InetAddress client(ServerRequest request) {
    InetAddress client = peer(request);
    List<String> hops = hops(request);
    for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
      InetAddress hop = address(hops.get(i));
      if (hop == null) {
        break;
      }
      client = hop;
    }
    return client;
  }

  /** Whether {@code request} came over TLS, to here or to a trusted proxy. */
  boolean isSecure(ServerRequest request) {
    return request.isSecure()
        || isTrusted(peer(request))
            && request.headers().first(PROTO).filter("https"::equalsIgnoreCase).isPresent();
  }

  /**
   * Where {@code request} was sent to, as its client sees it, such as {@code https://example.org}:
   * a trusted proxy tells by {@code X-Forwarded-Host}, where that is not what it sent on as {@code
   * Host}.
   */
  public String origin(ServerRequest request) {
    Optional<String> told =
        isTrusted(peer(request)) ? request.headers().first(HOST) : Optional.empty();
    String host =
        told.map(hosts -> hosts.split(",", 2)[0].strip()) // the first proxy tells the client's
            .or(() -> request.headers().first(HeaderNames.HOST))
            .filter(text -> HOST_TEXT.matcher(text).matches())
            .orElseGet(request::authority);
    return (isSecure(request) ? "https://" : "http://") + host;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static InetAddress peer(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private static List<String> hops(ServerRequest request) {
    List<String> hops = new ArrayList<>();
    for (String line : request.headers().all(HeaderNames.X_FORWARDED_FOR, List::of)) {
      hops.addAll(List.of(line.split(",", -1)));
    }
    return hops;
  }

  /** The address in {@code text}, which may carry a port, as some proxies write. */
  private static @Nullable InetAddress address(String text) {
    String hop = text.strip();
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? null : AddressRange.address(hop.substring(1, end));
    }
    boolean hasPort = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
    return AddressRange.address(hasPort ? hop.substring(0, hop.indexOf(':')) : hop);
  }
}
