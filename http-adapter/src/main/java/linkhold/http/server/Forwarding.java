package linkhold.http.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import linkhold.http.call.BasePath;
import linkhold.net.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * The client's address, and the address that it called, as proxies forward them: {@code
 * X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}, or else {@code Forwarded} (RFC
 * 7239), and {@code X-Forwarded-Prefix}. Only headers of trusted proxies are used, since anyone can
 * send them.
 */
public final class Forwarding {

  private static final HeaderName PROTO = HeaderNames.X_FORWARDED_PROTO;
  private static final HeaderName HOST = HeaderNames.X_FORWARDED_HOST;
  private static final HeaderName PORT = HeaderNames.X_FORWARDED_PORT;
  private static final HeaderName PREFIX = HeaderNames.X_FORWARDED_PREFIX;

  private static final Pattern HOST_TEXT = Pattern.compile("[A-Za-z0-9._~:\\[\\]-]{1,255}");
  private static final Pattern WITH_PORT = Pattern.compile(".*:[0-9]*");
  private static final Pattern PORT_TEXT = Pattern.compile("[0-9]{1,5}");

  private final List<AddressRange> trusted;
  private final String basePath;

  /**
   * Trusts the proxies within {@code trusted}; see {@code HttpSettings.trustedProxies}.
   *
   * @param basePath the prefix of every path as clients see it, where no proxy sends one, such as
   *     {@code /links}; empty for none
   */
  public Forwarding(List<String> trusted, String basePath) {
    this.trusted = trusted.stream().map(AddressRange::parse).map(Objects::requireNonNull).toList();
    this.basePath = basePath;
  }

  /**
   * The client's address: the last one that is not a trusted proxy, since the client itself may
   * have sent those before it.
   */
  public InetAddress client(ServerRequest request) {
    InetAddress client = peer(request);
    List<String> hops = forwarded(request).hops;
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
    return isSecure(request, forwarded(request));
  }

  private static boolean isSecure(ServerRequest request, Forwarded forwarded) {
    return request.isSecure() || forwarded.proto.filter("https"::equalsIgnoreCase).isPresent();
  }

  /**
   * The origin that the client sent {@code request} to, such as {@code https://example.org} or
   * {@code http://example.org:8080}. A trusted proxy's headers take precedence over {@code Host}.
   */
  public String origin(ServerRequest request) {
    Forwarded forwarded = forwarded(request);
    boolean secure = isSecure(request, forwarded);
    String host =
        forwarded
            .host
            .or(() -> request.headers().first(HeaderNames.HOST))
            .filter(text -> HOST_TEXT.matcher(text).matches())
            .orElseGet(request::authority);
    String usualPort = secure ? "443" : "80";
    String port =
        forwarded
            .port
            .filter(text -> PORT_TEXT.matcher(text).matches())
            .filter(text -> !text.equals(usualPort) && !WITH_PORT.matcher(host).matches())
            .map(text -> ":" + text)
            .orElse("");
    return (secure ? "https://" : "http://") + host + port;
  }

  /**
   * The prefix of every path as the client sees it, such as {@code /links}; empty for none. Several
   * prefixes are those of several proxies, the outermost first.
   */
  public String prefix(ServerRequest request) {
    List<String> prefixes = isTrusted(peer(request)) ? elements(request, PREFIX) : List.of();
    if (prefixes.isEmpty()) {
      return basePath;
    }
    String prefix =
        String.join("", prefixes.stream().map(text -> text.replaceFirst("/+$", "")).toList());
    return prefix.isEmpty() || BasePath.isPath(prefix) ? prefix : basePath;
  }

  /** The prefix where no proxy sends one. */
  public String basePath() {
    return basePath;
  }

  /**
   * The headers of a trusted proxy; {@code NOTHING} when the peer is not one. A proxy that sets one
   * kind of header may pass on the other as its client sent it, so only one kind counts: {@code
   * Forwarded} where there is no other.
   */
  private Forwarded forwarded(ServerRequest request) {
    if (!isTrusted(peer(request))) {
      return Forwarded.NOTHING;
    }
    ServerRequestHeaders headers = request.headers();
    boolean usual =
        Stream.of(HeaderNames.X_FORWARDED_FOR, PROTO, HOST, PORT).anyMatch(headers::contains);
    if (usual) {
      return new Forwarded(
          elements(request, HeaderNames.X_FORWARDED_FOR),
          elements(request, PROTO).stream().findFirst(),
          elements(request, HOST).stream().findFirst(),
          elements(request, PORT).stream().findFirst());
    }
    List<ForwardedElement> elements =
        ForwardedElement.parse(headers.all(HeaderNames.FORWARDED, List::of));
    return elements.isEmpty()
        ? Forwarded.NOTHING
        : new Forwarded(
            elements.stream().map(element -> element.parameter("for").orElse("unknown")).toList(),
            elements.getFirst().parameter("proto"),
            elements.getFirst().parameter("host"),
            Optional.empty());
  }

  /**
   * What proxies forward about the client's request.
   *
   * @param hops the addresses that the request came from, the client's first
   * @param proto the client's scheme; of several proxies, the first one's, and so is the host
   */
  private record Forwarded(
      List<String> hops, Optional<String> proto, Optional<String> host, Optional<String> port) {

    static final Forwarded NOTHING =
        new Forwarded(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static InetAddress peer(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** The elements of a header with a list, which may have several lines. */
  private static List<String> elements(ServerRequest request, HeaderName name) {
    return request.headers().all(name, List::of).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /** The address in {@code hop}, which may have a port. */
  private static @Nullable InetAddress address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? null : AddressRange.address(hop.substring(1, end));
    }
    boolean hasPort = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
    return AddressRange.address(hasPort ? hop.substring(0, hop.indexOf(':')) : hop);
  }
}
