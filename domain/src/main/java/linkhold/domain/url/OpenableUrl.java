package linkhold.domain.url;

import java.util.Objects;

/**
 * An absolute URL as every platform can open it: what RFC 3986 does not allow is escaped as a
 * browser does, a host beyond ASCII is in Punycode, and backslashes and missing slashes of {@code
 * https} and its kind are put right. All else stays as it was written, so that the {@link
 * CanonicalUrl} does not change, nor what {@link ReadableUrl} makes of it.
 */
final class OpenableUrl {
  private OpenableUrl() {}

  static String of(String url) {
    Scheme scheme = Objects.requireNonNull(Scheme.of(url), "an absolute URL");
    String name = url.substring(0, scheme.name().length() + 1);
    String rest = scheme.after(url);
    if (!scheme.isSpecial() && !rest.startsWith("/")) {
      return name + UrlPart.OPAQUE.escape(rest);
    }
    UrlParts parts = UrlParts.of(scheme, rest);
    var out = new StringBuilder(url.length() + 16).append(name);
    if (parts.authority() != null) {
      out.append("//").append(authority(scheme, parts.authority()));
    }
    out.append(UrlPart.PATH.escape(parts.path()));
    int fragment = UrlParts.indexOrEnd(rest, '#', 0, rest.length());
    if (rest.lastIndexOf('?', fragment - 1) >= 0) {
      out.append('?').append(UrlPart.QUERY.escape(parts.query()));
    }
    if (fragment < rest.length()) {
      out.append('#').append(UrlPart.FRAGMENT.escape(parts.fragment()));
    }
    return out.toString();
  }

  private static String authority(Scheme scheme, String authority) {
    if (!scheme.namesHost()) {
      return UrlPart.AUTHORITY.escape(authority);
    }
    int at = authority.lastIndexOf('@');
    String user = at < 0 ? "" : UrlPart.USERINFO.escape(authority.substring(0, at)) + '@';
    String hostAndPort = authority.substring(at + 1);
    int colon = hostAndPort.lastIndexOf(':');
    int end = colon > hostAndPort.lastIndexOf(']') ? colon : hostAndPort.length();
    String host = hostAndPort.substring(0, end);
    boolean plain = host.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '%');
    return user + (plain ? host : Host.canonical(host)) + hostAndPort.substring(end);
  }
}
