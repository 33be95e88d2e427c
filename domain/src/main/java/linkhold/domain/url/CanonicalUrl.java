package linkhold.domain.url;

import static linkhold.domain.url.RefusedUrl.quote;
import static linkhold.domain.url.RefusedUrl.refused;

import java.util.ArrayList;
import java.util.Objects;

/** The canonical form of an absolute URL. Canonicalising it again changes nothing. */
public final class CanonicalUrl {
  /** Separates a fragment from directives to the browser, such as a text to highlight. */
  private static final String DIRECTIVE = ":~:";

  private CanonicalUrl() {}

  public static String of(String url) {
    Scheme scheme = Objects.requireNonNull(Scheme.of(url), "an absolute URL");
    String rest = scheme.after(url);
    if (!scheme.isSpecial() && !rest.startsWith("/")) {
      return scheme.name() + ':' + UrlPart.OPAQUE.normalise(rest);
    }
    UrlParts parts = UrlParts.of(scheme, rest);
    var out = new StringBuilder(url.length() + 16).append(scheme.name()).append(':');
    String authority = parts.authority() == null ? "" : authority(scheme, parts.authority());
    String host = scheme.isWeb() ? host(authority) : "";
    String path = path(parts, host);
    if (parts.authority() != null) {
      out.append("//").append(authority);
    } else if (path.startsWith("//")) {
      out.append("/."); // otherwise the path would be parsed as an authority
    }
    out.append(path);
    String query = query(scheme, host, parts.query());
    if (!query.isEmpty()) {
      out.append('?').append(query);
    }
    String fragment = fragment(parts.fragment());
    if (!fragment.isEmpty()) {
      out.append('#').append(fragment);
    }
    return out.toString();
  }

  private static String authority(Scheme scheme, String authority) {
    if (!scheme.namesHost()) {
      return UrlPart.AUTHORITY.normalise(authority);
    }
    int at = authority.lastIndexOf('@');
    String hostAndPort = authority.substring(at + 1);
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort = colon > hostAndPort.lastIndexOf(']');
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    String port = hasPort ? port(scheme, hostAndPort.substring(colon + 1)) : "";
    if (host.isEmpty() && (scheme.isSpecial() || hasPort)) {
      throw refused("The URL names no host; give one such as https://example.com/a.");
    }
    String user = at > 0 ? UrlPart.USERINFO.normalise(authority.substring(0, at)) + '@' : "";
    return user + Host.canonical(host) + port;
  }

  /** The host of a canonical authority. */
  private static String host(String authority) {
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = hostAndPort.lastIndexOf(':');
    return colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
  }

  private static String port(Scheme scheme, String port) {
    if (port.isEmpty()) {
      return "";
    }
    int number = Host.portNumber(port);
    if (number < 0) {
      throw refused("The URL's port is " + quote(port) + ", not a number from 0 to 65535.");
    }
    return number == scheme.defaultPort() ? "" : ":" + number;
  }

  /**
   * @param host empty when there is no page of the Web at it
   */
  private static String path(UrlParts parts, String host) {
    String path = withoutDotSegments(UrlPart.PATH.normalise(parts.path()));
    if (!host.isEmpty()) {
      path = TrackingParameters.current().removeFromPath(host, path);
    }
    if (!path.endsWith("/")) {
      return path;
    }
    // A slash after a slash is an empty segment and stays, or /a// would need two rounds.
    boolean trailing =
        path.length() == 1 ? parts.authority() != null : path.charAt(path.length() - 2) != '/';
    return trailing ? path.substring(0, path.length() - 1) : path;
  }

  /** Resolves {@code .} and {@code ..} (RFC 3986, 5.2.4), whose escapes are bare already. */
  private static String withoutDotSegments(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    String[] segments = path.substring(1).split("/", -1);
    var kept = new ArrayList<String>(segments.length);
    for (int i = 0; i < segments.length; i++) {
      boolean up = segments[i].equals("..");
      if (up && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!up && !segments[i].equals(".")) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return '/' + String.join("/", kept);
  }

  private static String query(Scheme scheme, String host, String query) {
    String normal = (scheme.isSpecial() ? UrlPart.SPECIAL_QUERY : UrlPart.QUERY).normalise(query);
    return host.isEmpty() ? normal : TrackingParameters.current().removeFromQuery(host, normal);
  }

  private static String fragment(String fragment) {
    String normal = UrlPart.FRAGMENT.normalise(fragment);
    int directive = normal.indexOf(DIRECTIVE);
    return directive < 0 ? normal : normal.substring(0, directive);
  }
}
