package linkhold.http.server;

import io.helidon.common.uri.UriPath;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import linkhold.http.call.BasePath;

/**
 * Removes the base path from requests and adds it to addresses in responses, whether the proxy
 * passes it on or removes it itself. Without a base path, and for requests that bypass the proxy,
 * paths stay as they are.
 */
public final class PublicPaths implements Filter {

  private final Forwarding forwarding;
  private final String beginning;

  /**
   * Takes the prefix that clients see from {@code forwarding}.
   *
   * @param basePath that requests may begin with; empty for none
   */
  public PublicPaths(Forwarding forwarding, String basePath) {
    this.forwarding = forwarding;
    this.beginning = basePath + "/";
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HttpPrologue prologue = request.prologue();
    String path = prologue.uriPath().rawPath();
    if (path.startsWith(beginning) && beginning.length() > 1) {
      UriPath own = UriPath.create(path.substring(beginning.length() - 1));
      request.prologue(prologue.withUriPath(own));
      request.path(PathMatchers.any().match(own).path());
    }
    String prefix = forwarding.prefix(request);
    if (prefix.isEmpty()) {
      chain.proceed();
    } else {
      BasePath.run(prefix, chain::proceed);
    }
  }
}
