package linkhold.http;

import java.time.Duration;

/**
 * What clients may ask of the server.
 *
 * @param requestLineBytes the longest first line of a request, at least 256
 * @param headerBytes the largest headers of a request, all together, at least 256
 * @param connections how many may be open; further ones wait until one is closed; at least 1
 * @param concurrentRequests how many are served at once; further ones are answered 503; at least 1
 * @param idleTimeout how long a connection may be open without a request; longer than zero
 * @param requestTimeout how long the headers of a request may take to arrive, and how long its body
 *     may before it has to come at 1 KiB/s on the whole; longer than zero
 * @param requestsPerToken how many requests a token may make within {@code rateWindow}, at once or
 *     spread; further ones are answered 429; 0 for any number. Not in open mode
 * @param rateWindow at least a second
 * @param failedAuthentications how many tokens that are not valid may come from one client address
 *     within a minute; further ones are answered 429; 0 for any number
 */
public record HttpLimits(
    int requestLineBytes,
    int headerBytes,
    int connections,
    int concurrentRequests,
    Duration idleTimeout,
    Duration requestTimeout,
    int requestsPerToken,
    Duration rateWindow,
    int failedAuthentications) {

  /**
   * What suits most: room for a URL of the longest kind, percent-encoded, in a request line; 60
   * requests a second of each token, 600 of them at once.
   */
  public static final HttpLimits DEFAULTS =
      new HttpLimits(
          32 * 1024,
          16 * 1024,
          8192,
          512,
          Duration.ofSeconds(75),
          Duration.ofSeconds(30),
          600,
          Duration.ofSeconds(10),
          60);

  /** Checks the ranges. */
  public HttpLimits {
    require(requestLineBytes >= 256, "requestLineBytes is at least 256");
    require(headerBytes >= 256, "headerBytes is at least 256");
    require(connections >= 1, "connections is at least 1");
    require(concurrentRequests >= 1, "concurrentRequests is at least 1");
    require(idleTimeout.isPositive(), "idleTimeout is longer than zero");
    require(requestTimeout.isPositive(), "requestTimeout is longer than zero");
    require(requestsPerToken >= 0, "requestsPerToken is not negative");
    require(rateWindow.toSeconds() >= 1, "rateWindow is at least a second");
    require(failedAuthentications >= 0, "failedAuthentications is not negative");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
