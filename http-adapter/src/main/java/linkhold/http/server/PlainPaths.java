package linkhold.http.server;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * Normalises the path of each request before anything decides by it, so that no two parts of the
 * server interpret it differently. Helidon matches routes by the path without dot segments, empty
 * segments, parameters and escapes, while the raw path still has them.
 *
 * <p>Escaped letters, digits and {@code - _ ~} are unescaped (RFC 3986, 6.2.2.2), and a slash at
 * the end is dropped. Empty segments, {@code .} and {@code ..} are refused. Everything else is text
 * of its segment, as it was sent: an escaped slash never ends a segment, an escaped dot never leads
 * to another one, and {@code ;x} is no parameter.
 */
public final class PlainPaths implements Filter {

  /** Matches almost all paths; the others are checked in detail. */
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_~-]+)+");

  private static final Pattern UNRESERVED =
      Pattern.compile("%(2[dD]|3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF]|7[eE])");

  private static final Pattern EMPTY_SEGMENT = Pattern.compile("//");

  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(?:$|/)");

  /** Paths whose slash at the end is part of the address, as in linkding's API. */
  private static final String WITH_SLASHES = "/api/";

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HttpPrologue prologue = request.prologue();
    String path = prologue.uriPath().rawPath();
    if (!PLAIN.matcher(path).matches()) {
      UriPath plain = new Plain(plain(path));
      request.prologue(prologue.withUriPath(plain));
      request.path(PathMatchers.any().match(plain).path());
    }
    chain.proceed();
  }

  private static String plain(String given) {
    String path = UNRESERVED.matcher(given).replaceAll(PlainPaths::unescape);
    if (EMPTY_SEGMENT.matcher(path).find()) {
      throw refused("It has an empty part: two slashes follow each other.");
    }
    if (DOT_SEGMENT.matcher(path).find()) {
      throw refused("It has a part that is '.' or '..'.");
    }
    boolean slashCounts = path.length() == 1 || path.startsWith(WITH_SLASHES);
    return path.endsWith("/") && !slashCounts ? path.substring(0, path.length() - 1) : path;
  }

  private static String unescape(MatchResult escape) {
    String character = Character.toString(Integer.parseInt(escape.group(1), 16));
    return Matcher.quoteReplacement(character);
  }

  private static RefusedRequest refused(String reason) {
    return new RefusedRequest(
        ProblemType.MALFORMED_REQUEST, "The path of this address is not understood. " + reason);
  }

  /** A path that is matched without decoding. */
  private record Plain(String rawPath) implements UriPath {

    @Override
    public String rawPathNoParams() {
      return rawPath;
    }

    @Override
    public String path() {
      return rawPath;
    }

    @Override
    public Parameters matrixParameters() {
      return Parameters.empty("uri/path");
    }

    @Override
    public UriPath absolute() {
      return this;
    }

    @Override
    public void validate() {
      // Helidon has validated the raw path
    }
  }
}
