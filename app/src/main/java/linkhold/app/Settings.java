package linkhold.app;

import static linkhold.app.settings.SettingType.choice;
import static linkhold.app.settings.SettingType.directory;
import static linkhold.app.settings.SettingType.file;
import static linkhold.app.settings.SettingType.fileWith;
import static linkhold.app.settings.SettingType.list;
import static linkhold.app.settings.SettingType.number;
import static linkhold.app.settings.SettingType.onOrOff;
import static linkhold.app.settings.SettingType.port;
import static linkhold.app.settings.SettingType.text;
import static linkhold.app.settings.SettingType.time;
import static linkhold.app.settings.SettingType.timeOrZero;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingGroup;
import linkhold.app.settings.SettingTable;
import linkhold.app.settings.SettingTable.Section;
import linkhold.app.settings.SettingType;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkUrl;
import linkhold.http.Authentication;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.access.JwtIssuer;
import linkhold.http.server.SimulatedFaults;
import linkhold.json.LinkLimits;
import linkhold.outgoing.AllowedTargets;

/**
 * The table of all settings. An entry has a name, a group, a type with its range, a default and a
 * help text; from it follow the flag, the variable, the key in the configuration file, the check
 * and the line of {@code serve --help}. A new setting is an entry here, and {@link
 * Configuration#get} where it is used.
 */
final class Settings {

  private static final SettingTable TABLE = new SettingTable();

  private static final Section LISTENING = TABLE.section(SettingGroup.LISTENING);
  private static final Section ACCESS = TABLE.section(SettingGroup.ACCESS);
  private static final Section DATABASE = TABLE.section(SettingGroup.DATABASE);
  private static final Section BACKUPS = TABLE.section(SettingGroup.BACKUPS);
  private static final Section MONITORING = TABLE.section(SettingGroup.MONITORING);
  private static final Section LINKS = TABLE.section(SettingGroup.LINKS);
  private static final Section REQUESTS = TABLE.section(SettingGroup.REQUESTS);
  private static final Section TIMEOUTS = TABLE.section(SettingGroup.TIMEOUTS);
  private static final Section TESTING = TABLE.section(SettingGroup.TESTING);

  private static final HttpLimits HTTP = HttpLimits.DEFAULTS;

  /** Hosts and addresses outside of the public network. */
  private static final SettingType<List<String>> TARGETS =
      list(
          "HOSTS",
          AllowedTargets::isEntry,
          "a host, a suffix such as .example.com, an IP address, or a range such as 10.0.0.0/8");

  // Listening

  static final Setting<String> HOST =
      LISTENING.add("host", text("ADDRESS"), "127.0.0.1", "address to listen on");

  static final Setting<Integer> PORT =
      LISTENING.add("port", port(), 8080, "port to listen on; 0 picks a free one");

  static final Setting<Path> TLS_CERTIFICATE =
      LISTENING.addOptional(
          "tls-certificate", file(), "no TLS", "PEM file of the certificate chain");

  static final Setting<Path> TLS_KEY =
      LISTENING.addOptional("tls-key", file(), "", "PEM file of its private key, PKCS #8");

  static final Setting<Boolean> HTTP2 =
      LISTENING.add("http2", onOrOff(), false, "whether clients may use HTTP/2 over TLS");

  static final Setting<List<String>> TRUSTED_PROXIES =
      LISTENING.add(
          "trusted-proxies",
          list(
              "ADDRESSES",
              HttpSettings::isAddressRange,
              "an IP address, or a range such as 10.0.0.0/8"),
          List.of(),
          "addresses or ranges of proxies whose X-Forwarded headers, or Forwarded, are used");

  static final Setting<String> BASE_PATH =
      LISTENING.add(
          "base-path",
          new SettingType<>("PATH", "", Settings::parseBasePath, path -> path),
          "",
          "prefix of every path, such as /links, where a proxy serves other things too");

  static final Setting<String> PUBLIC_URL =
      LISTENING.addComputed(
          "public-url",
          new SettingType<>("URL", "", Settings::parsePublicUrl, url -> url),
          "",
          "none",
          "where people reach the page, such as https://links.example, for sign-in codes; without"
              + " it, the address that each request is sent to");

  // Access

  static final Setting<Authentication> AUTH =
      ACCESS.add(
          "auth",
          choice(Map.of("open", Authentication.OPEN, "token", Authentication.TOKEN)),
          Authentication.OPEN,
          "who may call: programs of this user on this machine, or callers with a token");

  static final Setting<List<String>> CORS_ORIGINS =
      ACCESS.add(
          "cors-origins",
          list(
              "ORIGINS",
              HttpSettings::isOrigin,
              "an origin such as https://app.example, without a path, or *"),
          List.of(),
          "origins whose web pages may call, such as https://app.example, or * for any;"
              + " needs --auth token");

  static final Setting<List<String>> JWT_ISSUERS =
      ACCESS.add(
          "jwt-issuer",
          list(
              "URLS",
              JwtIssuer::isUrl,
              "an https URL such as https://id.example, or an http one of this machine"),
          List.of(),
          "issuers whose JSON Web Tokens are accepted, with an account for each user; needs --auth"
              + " token and --jwt-audience");

  static final Setting<List<String>> JWT_AUDIENCES =
      ACCESS.add(
          "jwt-audience",
          list("NAMES", text -> !text.isEmpty(), "a name"),
          List.of(),
          "audiences, one of which such a token has to name");

  static final Setting<String> JWT_ACCOUNT_CLAIM =
      ACCESS.add(
          "jwt-account-claim",
          text("NAME"),
          "sub",
          "the claim of such a token that identifies its user");

  static final Setting<String> JWT_SCOPE_CLAIM =
      ACCESS.addOptional(
          "jwt-scope-claim",
          text("NAME"),
          "everyone may write",
          "the claim that contains the word write for users who may write; others only read");

  static final Setting<List<String>> JWT_KEYS =
      ACCESS.add(
          "jwt-jwks",
          list("URLS|FILES", Settings::isPath, "a URL or a file"),
          List.of(),
          "where each issuer's keys are, in the order of --jwt-issuer; without it, they are"
              + " found by OpenID Connect Discovery");

  static final Setting<Integer> REQUESTS_PER_TOKEN =
      ACCESS.add(
          "requests-per-token",
          number("NUMBER", 0),
          HTTP.requestsPerToken(),
          "how many requests a token may make in ten seconds; 0 for any number");

  static final Setting<Integer> FAILED_AUTHENTICATIONS =
      ACCESS.add(
          "failed-authentications",
          number("NUMBER", 0),
          HTTP.failedAuthentications(),
          "how many wrong tokens an address may send in a minute; 0 for any number");

  // Database

  static final Setting<DatabaseUrl> DATABASE_URL =
      DATABASE.addOptional(
          "database-url",
          new SettingType<>("URL", "", DatabaseUrl::parse, DatabaseUrl::toString),
          "an embedded PostgreSQL",
          "jdbc:postgresql: or postgresql: URL, or memory: to keep links only while serving");

  static final Setting<String> DATABASE_USER =
      DATABASE.addOptional(
          "database-user", text("ROLE"), "the URL's, or this user's name", "role to connect as");

  static final Setting<String> DATABASE_PASSWORD =
      DATABASE.addOptional(
          "database-password",
          text("PASSWORD"),
          "the URL's",
          "the role's password; others on this machine can see a flag, so set"
              + " LINKHOLD_DATABASE_PASSWORD or --database-password-file instead");

  static final Setting<DatabaseUrl> DATABASE_URL_FILE =
      DATABASE.addOptional(
          "database-url-file",
          fileWith(DATABASE_URL.type()),
          "",
          "file that holds the URL, instead of --database-url");

  static final Setting<DatabaseUrl> DATABASE_READ_URL =
      DATABASE.addOptional(
          "database-read-url",
          new SettingType<>("URL", "", DatabaseUrl::parseReplica, DatabaseUrl::toString),
          "none",
          "replica of that database, for reads while it is up to date; connects as the same role"
              + " unless its URL names another");

  static final Setting<String> DATABASE_PASSWORD_FILE =
      DATABASE.addOptional(
          "database-password-file",
          fileWith(DATABASE_PASSWORD.type()),
          "",
          "file that holds the password, such as /run/secrets/password");

  static final Setting<Integer> DATABASE_CONNECTIONS =
      DATABASE.add(
          "database-connections",
          number("NUMBER", 1),
          10,
          "how many connections to hold open at most");

  static final Setting<Duration> STATEMENT_TIMEOUT =
      DATABASE.add(
          "statement-timeout",
          time(),
          Duration.ofSeconds(30),
          "how long the database may work on one statement");

  static final Setting<Duration> TOMBSTONE_RETENTION =
      DATABASE.add(
          "tombstone-retention",
          time(),
          Duration.ofDays(90),
          "how long deletions are kept for devices that are offline");

  static final Setting<Path> DATA_DIR =
      DATABASE.addOptional(
          "data-dir",
          directory(),
          "linkhold in the system's directory for data",
          "where the embedded PostgreSQL keeps its data");

  // Backups

  static final Setting<Path> BACKUP_DIR =
      BACKUPS.addOptional(
          "backup-dir", directory(), "no backups", "where the server writes scheduled backups");

  static final Setting<Duration> BACKUP_EVERY =
      BACKUPS.add(
          "backup-every",
          time(),
          Duration.ofHours(24),
          "how long after one backup the next is made");

  static final Setting<Integer> BACKUP_KEEP =
      BACKUPS.add(
          "backup-keep",
          number("NUMBER", 1),
          14,
          "how many backups stay in that directory; older ones are deleted");

  // Logs and metrics

  static final Setting<Logs.Format> LOG_FORMAT =
      MONITORING.add(
          "log-format",
          choice(Map.of("text", Logs.Format.TEXT, "json", Logs.Format.JSON)),
          Logs.Format.TEXT,
          "how events are logged: as lines for people or as JSON for programs");

  static final Setting<Level> LOG_LEVEL =
      MONITORING.add(
          "log-level", choice(Logs.levels()), Level.INFO, "the lowest level that is logged");

  static final Setting<Boolean> ACCESS_LOG =
      MONITORING.add(
          "access-log",
          onOrOff(),
          false,
          "whether each request is logged, without URLs, queries and tokens");

  static final Setting<Duration> SLOW_REQUESTS =
      MONITORING.add(
          "slow-requests",
          timeOrZero(),
          Duration.ofSeconds(2),
          "requests that take longer are logged, with the slowest call of the store; 0s for"
              + " none");

  static final Setting<Integer> METRICS_PORT =
      MONITORING.addOptional(
          "metrics-port",
          port(),
          "none",
          "port on which metrics are served without a token; 0 picks a free one");

  static final Setting<String> METRICS_HOST =
      MONITORING.add("metrics-host", text("ADDRESS"), "127.0.0.1", "address of that port");

  // Limits of links: the domain's own are the ceiling.

  static final Setting<List<String>> TRACKING_PARAMETERS =
      LINKS.add(
          "tracking-parameters",
          list("NAMES", LinkUrl::isTrackingParameter, "a parameter's name or host:name"),
          List.of(),
          "parameters of URLs to ignore when links are compared, besides the known ones; each a name"
              + " for every host, or host:name");

  static final Setting<Integer> MAX_LINKS_PER_ACCOUNT =
      LINKS.add(
          "max-links-per-account",
          number("NUMBER", 0),
          HTTP.linksPerAccount(),
          "how many links an account may have, unless it has a limit of its own; 0 for any number");

  static final Setting<Reading> READ_PAGES =
      LINKS.add(
          "read-pages",
          choice(Map.of("on", Reading.WITHOUT_TITLE, "off", Reading.NEVER)),
          Reading.WITHOUT_TITLE,
          "whether the server reads the pages of links that come without a title");

  static final Setting<List<String>> READ_PAGES_ALLOW =
      LINKS.add(
          "read-pages-allow",
          TARGETS,
          List.of(),
          "what may be read besides the public network: hosts, suffixes such as .home.arpa,"
              + " addresses, or ranges such as 192.168.1.0/24");

  static final Setting<List<String>> WEBHOOKS_ALLOW =
      LINKS.add(
          "webhooks-allow",
          TARGETS,
          List.of(),
          "where webhooks may be sent besides public addresses, in the same form");

  static final Setting<Integer> MAX_URL_LENGTH =
      addLinkLimit("max-url-length", LinkLimits.DEFAULTS.urlLength(), "the longest URL of a link");

  static final Setting<Integer> MAX_TITLE_LENGTH =
      addLinkLimit("max-title-length", LinkLimits.DEFAULTS.titleLength(), "the longest title");

  static final Setting<Integer> MAX_DESCRIPTION_LENGTH =
      addLinkLimit(
          "max-description-length",
          LinkLimits.DEFAULTS.descriptionLength(),
          "the longest description");

  static final Setting<Integer> MAX_NOTE_LENGTH =
      addLinkLimit("max-note-length", LinkLimits.DEFAULTS.noteLength(), "the longest note");

  static final Setting<Integer> MAX_TAGS =
      addLinkLimit(
          "max-tags", LinkLimits.DEFAULTS.tags(), "how many tags a request may give a link");

  static final Setting<Integer> MAX_TAG_LENGTH =
      addLinkLimit("max-tag-length", LinkLimits.DEFAULTS.tagLength(), "the longest tag");

  // Limits of requests

  static final Setting<Integer> MAX_BODY_BYTES =
      REQUESTS.add(
          "max-body-bytes", number("BYTES", 1), HTTP.bodyBytes(), "the largest request body");

  static final Setting<Integer> MAX_BATCH_BYTES =
      REQUESTS.add(
          "max-batch-bytes", number("BYTES", 1), HTTP.batchBytes(), "the largest body of a batch");

  static final Setting<Integer> MAX_IMPORT_BYTES =
      REQUESTS.add(
          "max-import-bytes",
          number("BYTES", 1),
          HTTP.importBytes(),
          "the largest file imported over HTTP");

  static final Setting<Integer> MAX_REQUEST_LINE_BYTES =
      REQUESTS.add(
          "max-request-line-bytes",
          number("BYTES", 256),
          HTTP.requestLineBytes(),
          "the longest request line");

  static final Setting<Integer> MAX_HEADER_BYTES =
      REQUESTS.add(
          "max-header-bytes",
          number("BYTES", 256),
          HTTP.headerBytes(),
          "the largest headers of a request");

  static final Setting<Integer> MAX_CONNECTIONS =
      REQUESTS.addComputed(
          "max-connections",
          number("NUMBER", 1),
          HTTP.connections(),
          "20000, or three quarters of the files that the system allows to be open",
          "how many connections may be open");

  static final Setting<Integer> MAX_CONCURRENT_REQUESTS =
      REQUESTS.add(
          "max-concurrent-requests",
          number("NUMBER", 1),
          HTTP.concurrentRequests(),
          "how many requests are served at once");

  static final Setting<Integer> MAX_EVENT_STREAMS =
      REQUESTS.addComputed(
          "max-event-streams",
          number("NUMBER", 0),
          HTTP.eventStreams(),
          "10000, or half of the connections, or what fits into half of the heap at 50 KB"
              + " each",
          "how many streams of events may be open");

  static final Setting<Integer> MAX_EVENT_STREAMS_PER_ACCOUNT =
      REQUESTS.add(
          "max-event-streams-per-account",
          number("NUMBER", 1),
          HTTP.eventStreamsPerAccount(),
          "how many of them one account may have");

  // Timeouts and rates

  static final Setting<Duration> IDLE_TIMEOUT =
      TIMEOUTS.add("idle-timeout", time(), HTTP.idleTimeout(), "how long a connection may be idle");

  static final Setting<Duration> REQUEST_TIMEOUT =
      TIMEOUTS.add(
          "request-timeout",
          time(),
          HTTP.requestTimeout(),
          "how long a request's headers may take to arrive");

  static final Setting<Duration> WRITE_TIMEOUT =
      TIMEOUTS.add(
          "write-timeout",
          time(),
          HTTP.writeTimeout(),
          "how long a client may go without reading a response");

  static final Setting<Integer> MIN_BYTES_PER_SECOND =
      TIMEOUTS.add(
          "min-bytes-per-second",
          number("NUMBER", 1),
          HTTP.minBytesPerSecond(),
          "the lowest average rate of bodies and responses after these times");

  static final Setting<Duration> DRAIN_DELAY =
      TIMEOUTS.add(
          "drain-delay",
          timeOrZero(),
          HTTP.drainDelay(),
          "how long a stopping server reports that it is not ready, for load balancers, before it"
              + " stops accepting connections");

  // For the tests of apps

  static final Setting<SimulatedFaults> FAULTS =
      TESTING.addOptional(
          "faults",
          new SettingType<>("FAULTS", "", SimulatedFaults::parse, SimulatedFaults::toString),
          "none",
          "failures to simulate, on this machine only, such as"
              + " latency=200ms,503=5%,lost-answer=5%,expired-cursor=1%");

  private Settings() {}

  private static String parseBasePath(String text) {
    String path = text.equals("/") ? "" : text;
    if (path.isEmpty() || HttpSettings.isBasePath(path)) {
      return path;
    }
    throw new IllegalArgumentException(
        "is '" + text + "', not a path such as /links, other than the server's own");
  }

  /** Whether it could be the path of a file; a URL could, too. */
  private static boolean isPath(String text) {
    try {
      return !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String parsePublicUrl(String text) {
    String url = text.replaceFirst("/$", "");
    if (url.isEmpty() || HttpSettings.isPublicUrl(url)) {
      return url;
    }
    throw new IllegalArgumentException(
        "is '"
            + text
            + "', not an address such as https://links.example or"
            + " https://example.org/links, in lower case");
  }

  /** Every setting, in the order of the table. */
  static List<Setting<?>> all() {
    return TABLE.all();
  }

  private static Setting<Integer> addLinkLimit(String name, int max, String help) {
    return LINKS.add(name, number("NUMBER", 1, max), max, help);
  }
}
