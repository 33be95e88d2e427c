package linkhold.http;

import java.time.Duration;
import linkhold.http.server.DefaultLimits;
import linkhold.json.LinkLimits;

/**
 * Limits and timeouts for clients. A new limit is a component with its range, and a field of the
 * {@link Builder} with its default.
 *
 * @param requestLineBytes the longest first line of a request, at least 256
 * @param headerBytes the largest headers of a request, all together, at least 256
 * @param bodyBytes the largest body of a request, at least 1
 * @param batchBytes the largest body of a batch, at least 1
 * @param importBytes the largest file that is imported over HTTP, at least 1; it is not kept in
 *     memory
 * @param links how long the texts of a link may be
 * @param linksPerAccount how many links an account without a limit of its own may have; 0 for any
 *     number
 * @param connections how many may be open; further ones wait until another is closed; at least 1
 * @param concurrentRequests how many are served at once; further ones are answered 503; at least 1
 * @param eventStreams how many streams of events may be open; further ones are answered 503; the
 *     last tenth is for accounts that have none; at least 0
 * @param eventStreamsPerAccount how many of them one account may have; further ones are answered
 *     429; at least 1
 * @param heartbeat the longest silence on a stream of events; longer than zero
 * @param idleTimeout how long a connection may be open without a request; longer than zero
 * @param requestTimeout how long the headers of a request may take to arrive, and how long a body
 *     may be behind {@code minBytesPerSecond}; a file to import may be behind twice as long, at
 *     sixteen times the rate; longer than zero
 * @param writeTimeout how long a client that reads a response may be behind {@code
 *     minBytesPerSecond}; the time between writes does not count; longer than zero
 * @param minBytesPerSecond the minimum rate, in both directions; at least 1
 * @param requestsPerToken how many requests a token may make within {@code rateWindow}, in a burst
 *     or spread; further ones are answered 429; 0 for any number. Not in open mode
 * @param rateWindow at least a second
 * @param failedAuthentications how many invalid tokens one client address may send within a minute;
 *     further ones are answered 429; 0 for any number
 * @param drainDelay how long a closing server reports that it is not ready before it stops
 *     accepting connections, so that load balancers stop sending requests first; not negative
 * @param drainTimeout how long a closing server waits for running requests; not negative
 */
public record HttpLimits(
    int requestLineBytes,
    int headerBytes,
    int bodyBytes,
    int batchBytes,
    int importBytes,
    LinkLimits links,
    int linksPerAccount,
    int connections,
    int concurrentRequests,
    int eventStreams,
    int eventStreamsPerAccount,
    Duration heartbeat,
    Duration idleTimeout,
    Duration requestTimeout,
    Duration writeTimeout,
    int minBytesPerSecond,
    int requestsPerToken,
    Duration rateWindow,
    int failedAuthentications,
    Duration drainDelay,
    Duration drainTimeout) {

  /** The defaults, as the fields of {@link Builder} have them. */
  public static final HttpLimits DEFAULTS = builder().build();

  /** Checks the ranges. */
  public HttpLimits {
    require(requestLineBytes >= 256, "requestLineBytes is at least 256");
    require(headerBytes >= 256, "headerBytes is at least 256");
    require(bodyBytes >= 1, "bodyBytes is at least 1");
    require(batchBytes >= 1, "batchBytes is at least 1");
    require(importBytes >= 1, "importBytes is at least 1");
    require(linksPerAccount >= 0, "linksPerAccount is not negative");
    require(connections >= 1, "connections is at least 1");
    require(concurrentRequests >= 1, "concurrentRequests is at least 1");
    require(eventStreams >= 0, "eventStreams is not negative");
    require(eventStreamsPerAccount >= 1, "eventStreamsPerAccount is at least 1");
    require(heartbeat.isPositive(), "heartbeat is longer than zero");
    require(idleTimeout.isPositive(), "idleTimeout is longer than zero");
    require(requestTimeout.isPositive(), "requestTimeout is longer than zero");
    require(writeTimeout.isPositive(), "writeTimeout is longer than zero");
    require(minBytesPerSecond >= 1, "minBytesPerSecond is at least 1");
    require(requestsPerToken >= 0, "requestsPerToken is not negative");
    require(rateWindow.toSeconds() >= 1, "rateWindow is at least a second");
    require(failedAuthentications >= 0, "failedAuthentications is not negative");
    require(!drainDelay.isNegative(), "drainDelay is not negative");
    require(!drainTimeout.isNegative(), "drainTimeout is not negative");
  }

  /** The most connections that this process's limit of open files allows. */
  public static int maxConnections() {
    return DefaultLimits.maxConnections();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }

  /**
   * Builds limits; those that are not set keep their defaults. Each method sets the component of
   * its name.
   */
  public static final class Builder {

    /** Room for a URL of the longest kind, percent-encoded. */
    private int requestLineBytes = 32 * 1024;

    private int headerBytes = 16 * 1024;
    private int bodyBytes = 1024 * 1024;

    /** Room for a thousand links with a few paragraphs each. */
    private int batchBytes = 4 * 1024 * 1024;

    /** A few million bookmarks, if they have no pictures. */
    private int importBytes = 1024 * 1024 * 1024;

    private LinkLimits links = LinkLimits.DEFAULTS;
    private int linksPerAccount;

    private int connections = DefaultLimits.connections();
    private int concurrentRequests = 512;
    private int eventStreams = DefaultLimits.eventStreams();

    /** More than one person's devices: a group may share an account. */
    private int eventStreamsPerAccount = 100;

    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration idleTimeout = Duration.ofSeconds(75);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration writeTimeout = Duration.ofSeconds(60);
    private int minBytesPerSecond = 1024;

    /** With the window: 60 a second, in bursts of up to 600. */
    private int requestsPerToken = 600;

    private Duration rateWindow = Duration.ofSeconds(10);
    private int failedAuthentications = 60;
    private Duration drainDelay = Duration.ZERO;
    private Duration drainTimeout = Duration.ofSeconds(10);

    private Builder() {}

    /** Sets {@link HttpLimits#requestLineBytes}. */
    public Builder requestLineBytes(int limit) {
      this.requestLineBytes = limit;
      return this;
    }

    /** Sets {@link HttpLimits#headerBytes}. */
    public Builder headerBytes(int limit) {
      this.headerBytes = limit;
      return this;
    }

    /** Sets {@link HttpLimits#bodyBytes}. */
    public Builder bodyBytes(int limit) {
      this.bodyBytes = limit;
      return this;
    }

    /** Sets {@link HttpLimits#batchBytes}. */
    public Builder batchBytes(int limit) {
      this.batchBytes = limit;
      return this;
    }

    /** Sets {@link HttpLimits#links}. */
    public Builder links(LinkLimits limits) {
      this.links = limits;
      return this;
    }

    /** Sets {@link HttpLimits#linksPerAccount}. */
    public Builder linksPerAccount(int limit) {
      this.linksPerAccount = limit;
      return this;
    }

    /** Sets {@link HttpLimits#importBytes}. */
    public Builder importBytes(int limit) {
      this.importBytes = limit;
      return this;
    }

    /** Sets {@link HttpLimits#connections}. */
    public Builder connections(int limit) {
      this.connections = limit;
      return this;
    }

    /** Sets {@link HttpLimits#concurrentRequests}. */
    public Builder concurrentRequests(int limit) {
      this.concurrentRequests = limit;
      return this;
    }

    /** Sets {@link HttpLimits#eventStreams}. */
    public Builder eventStreams(int limit) {
      this.eventStreams = limit;
      return this;
    }

    /** Sets {@link HttpLimits#eventStreamsPerAccount}. */
    public Builder eventStreamsPerAccount(int limit) {
      this.eventStreamsPerAccount = limit;
      return this;
    }

    /** Sets {@link HttpLimits#heartbeat}. */
    public Builder heartbeat(Duration time) {
      this.heartbeat = time;
      return this;
    }

    /** Sets {@link HttpLimits#idleTimeout}. */
    public Builder idleTimeout(Duration time) {
      this.idleTimeout = time;
      return this;
    }

    /** Sets {@link HttpLimits#requestTimeout}. */
    public Builder requestTimeout(Duration time) {
      this.requestTimeout = time;
      return this;
    }

    /** Sets {@link HttpLimits#writeTimeout}. */
    public Builder writeTimeout(Duration time) {
      this.writeTimeout = time;
      return this;
    }

    /** Sets {@link HttpLimits#minBytesPerSecond}. */
    public Builder minBytesPerSecond(int limit) {
      this.minBytesPerSecond = limit;
      return this;
    }

    /** Sets {@link HttpLimits#requestsPerToken}. */
    public Builder requestsPerToken(int limit) {
      this.requestsPerToken = limit;
      return this;
    }

    /** Sets {@link HttpLimits#rateWindow}. */
    public Builder rateWindow(Duration time) {
      this.rateWindow = time;
      return this;
    }

    /** Sets {@link HttpLimits#failedAuthentications}. */
    public Builder failedAuthentications(int limit) {
      this.failedAuthentications = limit;
      return this;
    }

    /** Sets {@link HttpLimits#drainDelay}. */
    public Builder drainDelay(Duration time) {
      this.drainDelay = time;
      return this;
    }

    /** Sets {@link HttpLimits#drainTimeout}. */
    public Builder drainTimeout(Duration time) {
      this.drainTimeout = time;
      return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public HttpLimits build() {
      return new HttpLimits(
          requestLineBytes,
          headerBytes,
          bodyBytes,
          batchBytes,
          importBytes,
          links,
          linksPerAccount,
          connections,
          concurrentRequests,
          eventStreams,
          eventStreamsPerAccount,
          heartbeat,
          idleTimeout,
          requestTimeout,
          writeTimeout,
          minBytesPerSecond,
          requestsPerToken,
          rateWindow,
          failedAuthentications,
          drainDelay,
          drainTimeout);
    }
  }
}
