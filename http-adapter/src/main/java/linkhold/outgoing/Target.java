package linkhold.outgoing;

import java.net.URI;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkUrl;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request: a URL without user information and fragment.
 *
 * @param host in ASCII and lower case, an IP address as it is written without a scope
 * @param path with the query
 */
public record Target(boolean secure, String host, int port, String path) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The target of a URL; null when that is not http or https. */
  public static @Nullable Target of(LinkUrl url) {
    if (!url.isOfPage()) {
      return null;
    }
    String given = url.given();
    boolean secure = url.canonical().startsWith("https:");
    int begin = given.indexOf(':') + 1;
    while (begin < given.length() && "/\\".indexOf(given.charAt(begin)) >= 0) {
      begin++;
    }
    int path = endOf(given, begin, "/\\?#");
    String authority = given.substring(begin, path);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']') && colon > authority.lastIndexOf('@');
    String digits = hasPort ? authority.substring(colon + 1) : "";
    int usual = secure ? HTTPS : HTTP;
    String rest = given.substring(path, endOf(given, path, "#")).replace(" ", "%20");
    String host = url.host().replace("[", "").replace("]", "");
    try {
      int port = digits.isEmpty() ? usual : Integer.parseInt(digits);
      return new Target(secure, host, port, rest.startsWith("/") ? rest : "/" + rest);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int endOf(String text, int from, String ends) {
    int end = from;
    while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** The target of a reference on the page of this one; null when it is not http or https. */
  public @Nullable LinkUrl resolve(String reference) {
    String text = reference.strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      if (text.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
        return page(text);
      }
      if (text.startsWith("//")) {
        return page(scheme() + ":" + text);
      }
      if (text.startsWith("/")) {
        return page(origin() + text);
      }
      int query = path.indexOf('?');
      String plain = query < 0 ? path : path.substring(0, query);
      if (text.startsWith("?")) {
        return page(origin() + plain + text);
      }
      return page(URI.create(origin() + plain).resolve(text).toString());
    } catch (InvalidInputException | IllegalArgumentException e) {
      return null;
    }
  }

  /** The target of a redirect; null when it is not http or https, or leaves TLS. */
  public @Nullable Target redirected(String location) {
    LinkUrl url = resolve(location);
    Target next = url == null ? null : of(url);
    return next == null || secure && !next.secure ? null : next;
  }

  private static @Nullable LinkUrl page(String text) {
    LinkUrl url = LinkUrl.parse(text);
    return url.isOfPage() ? url : null;
  }

  String scheme() {
    return secure ? "https" : "http";
  }

  boolean hasUsualPort() {
    return port == HTTP || port == HTTPS;
  }

  /** The scheme, the host and, if it is not the scheme's default, the port. */
  public String origin() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme() + "://" + name + (port == (secure ? HTTPS : HTTP) ? "" : ":" + port);
  }

  /** The URL without user information and fragment. */
  public String url() {
    return origin() + path;
  }
}
