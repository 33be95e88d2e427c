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
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of the client behind it, and of the address that the client called: {@code
 * X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}, or else {@code Forwarded} (RFC
 * 7239), and {@code X-Forwarded-Prefix}. Only the proxies that are trusted are believed, since
 * anyone can send their headers.
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
   * Believes the proxies within {@code trusted}; see {@code HttpSettings.trustedProxies}.
   *
   * @param basePath what clients see in front of every path where no proxy tells, such as {@code
   *     /links}; empty for nothing
   */
  public Forwarding(List<String> trusted, String basePath) {
    this.trusted = trusted.stream().map(AddressRange::parse).map(Objects::requireNonNull).toList();
    this.basePath = basePath;
  }

  /**
   * The address of whoever sent {@code request}: the last one that no trusted proxy has, since what
   * stands before it was told by the client itself.
   */
  public InetAddress client(ServerRequest request) {
    InetAddress client = peer(request);
    List<String> hops = told(request).hops;
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
    return isSecure(request, told(request));
  }

  private static boolean isSecure(ServerRequest request, Told told) {
    return request.isSecure() || told.proto.filter("https"::equalsIgnoreCase).isPresent();
  }

  /**
   * Where {@code request} was sent to, as its client sees it, such as {@code https://example.org}
   * or {@code http://example.org:8080}. What a trusted proxy tells goes before {@code Host}.
   */
  public String origin(ServerRequest request) {
    Told told = told(request);
    boolean secure = isSecure(request, told);
    String host =
        told.host
            .or(() -> request.headers().first(HeaderNames.HOST))
            .filter(text -> HOST_TEXT.matcher(text).matches())
            .orElseGet(request::authority);
    String usualPort = secure ? "443" : "80";
    String port =
        told.port
            .filter(text -> PORT_TEXT.matcher(text).matches())
            .filter(text -> !text.equals(usualPort) && !WITH_PORT.matcher(host).matches())
            .map(text -> ":" + text)
            .orElse("");
    return (secure ? "https://" : "http://") + host + port;
  }

  /**
   * What clients see in front of every path, such as {@code /links}; empty for nothing. Several
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

  /** The prefix where no proxy tells one. */
  public String basePath() {
    return basePath;
  }

  /**
   * What a trusted proxy tells; nothing when the peer is none. A proxy that sets one kind of header
   * may hand on the other as its client sent it, so only one kind counts: {@code Forwarded} where
   * there is no other.
   */
  private Told told(ServerRequest request) {
    if (!isTrusted(peer(request))) {
      return Told.NOTHING;
    }
    ServerRequestHeaders headers = request.headers();
    boolean usual =
        Stream.of(HeaderNames.X_FORWARDED_FOR, PROTO, HOST, PORT).anyMatch(headers::contains);
    if (usual) {
      return new Told(
          elements(request, HeaderNames.X_FORWARDED_FOR),
          elements(request, PROTO).stream().findFirst(),
          elements(request, HOST).stream().findFirst(),
          elements(request, PORT).stream().findFirst());
    }
    List<ForwardedElement> elements =
        ForwardedElement.parse(headers.all(HeaderNames.FORWARDED, List::of));
    return elements.isEmpty()
        ? Told.NOTHING
        : new Told(
            elements.stream().map(element -> element.parameter("for").orElse("unknown")).toList(),
            elements.getFirst().parameter("proto"),
            elements.getFirst().parameter("host"),
            Optional.empty());
  }

  /**
   * What proxies tell.
   *
   * @param hops the addresses of those who sent the request on, the client's first
   * @param proto what the client spoke; where several proxies tell it, this and the next are of the
   *     first
   */
  private record Told(
      List<String> hops, Optional<String> proto, Optional<String> host, Optional<String> port) {

    static final Told NOTHING =
        new Told(List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static InetAddress peer(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** The elements of a header that is a list, also over several lines. */
  private static List<String> elements(ServerRequest request, HeaderName name) {
    return request.headers().all(name, List::of).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /** The address in {@code hop}, which may carry a port, as some proxies write. */
  private static @Nullable InetAddress address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? null : AddressRange.address(hop.substring(1, end));
    }
    boolean hasPort = hop.indexOf(':') >= 0 && hop.indexOf(':') == hop.lastIndexOf(':');
    return AddressRange.address(hasPort ? hop.substring(0, hop.indexOf(':')) : hop);
  }
}
