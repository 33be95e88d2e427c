package linkhold.app;

import static linkhold.app.settings.SettingGroup.ACCESS;
import static linkhold.app.settings.SettingGroup.BACKUPS;
import static linkhold.app.settings.SettingGroup.DATABASE;
import static linkhold.app.settings.SettingGroup.LINKS;
import static linkhold.app.settings.SettingGroup.LISTENING;
import static linkhold.app.settings.SettingGroup.MONITORING;
import static linkhold.app.settings.SettingGroup.REQUESTS;
import static linkhold.app.settings.SettingGroup.TESTING;
import static linkhold.app.settings.SettingGroup.TIMEOUTS;
import static linkhold.app.settings.SettingType.choice;
import static linkhold.app.settings.SettingType.directory;
import static linkhold.app.settings.SettingType.file;
import static linkhold.app.settings.SettingType.fileWith;
import static linkhold.app.settings.SettingType.list;
import static linkhold.app.settings.SettingType.number;
import static linkhold.app.settings.SettingType.port;
import static linkhold.app.settings.SettingType.text;
import static linkhold.app.settings.SettingType.time;
import static linkhold.app.settings.SettingType.timeOrZero;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import linkhold.app.settings.Setting;
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

  private static final List<Setting<?>> TABLE = new ArrayList<>();

  private static final HttpLimits HTTP = HttpLimits.DEFAULTS;

  // Listening

  static final Setting<String> HOST =
      add(Setting.of("host", LISTENING, text("ADDRESS"), "127.0.0.1", "address to listen on"));

  static final Setting<Integer> PORT =
      add(Setting.of("port", LISTENING, port(), 8080, "port to listen on; 0 picks a free one"));

  static final Setting<Path> TLS_CERTIFICATE =
      add(
          Setting.optional(
              "tls-certificate", LISTENING, file(), "no TLS", "PEM file of the certificate chain"));

  static final Setting<Path> TLS_KEY =
      add(
          Setting.optional(
              "tls-key", LISTENING, file(), "", "PEM file of its private key, PKCS #8"));

  static final Setting<Boolean> HTTP2 =
      add(
          Setting.of(
              "http2",
              LISTENING,
              choice(Map.of("on", true, "off", false)),
              false,
              "whether clients may use HTTP/2 over TLS"));

  static final Setting<List<String>> TRUSTED_PROXIES =
      add(
          Setting.of(
              "trusted-proxies",
              LISTENING,
              list(
                  "ADDRESSES",
                  HttpSettings::isAddressRange,
                  "an IP address, or a range such as 10.0.0.0/8"),
              List.of(),
              "addresses or ranges of proxies whose X-Forwarded headers, or Forwarded, count"));

  static final Setting<String> BASE_PATH =
      add(
          Setting.of(
              "base-path",
              LISTENING,
              new SettingType<>("PATH", "", Settings::parseBasePath, path -> path),
              "",
              "path in front of all others, such as /links, where a proxy serves more than this"));

  static final Setting<String> PUBLIC_URL =
      add(
          Setting.of(
                  "public-url",
                  LISTENING,
                  new SettingType<>("URL", "", Settings::parsePublicUrl, url -> url),
                  "",
                  "where people reach the page, such as https://links.example, for sign-in codes; without"
                      + " it, each request tells")
              .withDefaultText("none"));

  // Access

  static final Setting<Authentication> AUTH =
      add(
          Setting.of(
              "auth",
              ACCESS,
              choice(Map.of("open", Authentication.OPEN, "token", Authentication.TOKEN)),
              Authentication.OPEN,
              "who may call: everyone on this machine, or whoever has a token"));

  static final Setting<List<String>> CORS_ORIGINS =
      add(
          Setting.of(
              "cors-origins",
              ACCESS,
              list(
                  "ORIGINS",
                  HttpSettings::isOrigin,
                  "an origin such as https://app.example, without a path, or *"),
              List.of(),
              "origins whose web pages may call, such as https://app.example, or * for any;"
                  + " needs --auth token"));

  static final Setting<List<String>> JWT_ISSUERS =
      add(
          Setting.of(
              "jwt-issuer",
              ACCESS,
              list(
                  "URLS",
                  JwtIssuer::isUrl,
                  "an https URL such as https://id.example, or an http one of this machine"),
              List.of(),
              "whose JSON Web Tokens let their users in, with accounts of their own; needs --auth"
                  + " token and --jwt-audience"));

  static final Setting<List<String>> JWT_AUDIENCES =
      add(
          Setting.of(
              "jwt-audience",
              ACCESS,
              list("NAMES", text -> !text.isEmpty(), "a name"),
              List.of(),
              "one of which such a token has to name as its audience"));

  static final Setting<String> JWT_ACCOUNT_CLAIM =
      add(
          Setting.of(
              "jwt-account-claim",
              ACCESS,
              text("NAME"),
              "sub",
              "the claim of such a token that tells users apart"));

  static final Setting<String> JWT_SCOPE_CLAIM =
      add(
          Setting.optional(
              "jwt-scope-claim",
              ACCESS,
              text("NAME"),
              "everyone may write",
              "the claim that has the word write for who may; others read"));

  static final Setting<List<String>> JWT_KEYS =
      add(
          Setting.of(
              "jwt-jwks",
              ACCESS,
              list("URLS|FILES", Settings::isPath, "a URL or a file"),
              List.of(),
              "where each issuer's keys are, in the order of --jwt-issuer; without it, each issuer"
                  + " tells"));

  static final Setting<Integer> REQUESTS_PER_TOKEN =
      add(
          Setting.of(
              "requests-per-token",
              ACCESS,
              number("NUMBER", 0),
              HTTP.requestsPerToken(),
              "how many requests a token may make in ten seconds; 0 for any number"));

  static final Setting<Integer> FAILED_AUTHENTICATIONS =
      add(
          Setting.of(
              "failed-authentications",
              ACCESS,
              number("NUMBER", 0),
              HTTP.failedAuthentications(),
              "how many wrong tokens an address may send in a minute; 0 for any number"));

  // Database

  static final Setting<DatabaseUrl> DATABASE_URL =
      add(
          Setting.optional(
              "database-url",
              DATABASE,
              new SettingType<>("URL", "", DatabaseUrl::parse, DatabaseUrl::toString),
              "an embedded PostgreSQL",
              "jdbc:postgresql: or postgresql: URL, or memory: to keep links only while serving"));

  static final Setting<String> DATABASE_USER =
      add(
          Setting.optional(
              "database-user",
              DATABASE,
              text("ROLE"),
              "the URL's, or this user's name",
              "role to connect as"));

  static final Setting<String> DATABASE_PASSWORD =
      add(
          Setting.optional(
              "database-password",
              DATABASE,
              text("PASSWORD"),
              "the URL's",
              "the role's password; others on this machine can see a flag, so set"
                  + " LINKHOLD_DATABASE_PASSWORD or --database-password-file instead"));

  static final Setting<DatabaseUrl> DATABASE_URL_FILE =
      add(
          Setting.optional(
              "database-url-file",
              DATABASE,
              fileWith(DATABASE_URL.type()),
              "",
              "file that holds the URL, instead of --database-url"));

  static final Setting<DatabaseUrl> DATABASE_READ_URL =
      add(
          Setting.optional(
              "database-read-url",
              DATABASE,
              new SettingType<>("URL", "", DatabaseUrl::parseReplica, DatabaseUrl::toString),
              "none",
              "replica of that database, to make reads while it is up to date; connects as the same"
                  + " role unless its URL names another"));

  static final Setting<String> DATABASE_PASSWORD_FILE =
      add(
          Setting.optional(
              "database-password-file",
              DATABASE,
              fileWith(DATABASE_PASSWORD.type()),
              "",
              "file that holds the password, such as /run/secrets/password"));

  static final Setting<Integer> DATABASE_CONNECTIONS =
      add(
          Setting.of(
              "database-connections",
              DATABASE,
              number("NUMBER", 1),
              10,
              "how many connections to hold open at most"));

  static final Setting<Duration> STATEMENT_TIMEOUT =
      add(
          Setting.of(
              "statement-timeout",
              DATABASE,
              time(),
              Duration.ofSeconds(30),
              "how long the database may work on one statement"));

  static final Setting<Duration> TOMBSTONE_RETENTION =
      add(
          Setting.of(
              "tombstone-retention",
              DATABASE,
              time(),
              Duration.ofDays(90),
              "how long deletions are kept for devices that are away"));

  static final Setting<Path> DATA_DIR =
      add(
          Setting.optional(
              "data-dir",
              DATABASE,
              directory(),
              "linkhold in the system's directory for data",
              "where the embedded PostgreSQL keeps its data"));

  // Backups

  static final Setting<Path> BACKUP_DIR =
      add(
          Setting.optional(
              "backup-dir",
              BACKUPS,
              directory(),
              "no backups",
              "where the server writes backups by itself"));

  static final Setting<Duration> BACKUP_EVERY =
      add(
          Setting.of(
              "backup-every",
              BACKUPS,
              time(),
              Duration.ofHours(24),
              "how long after one backup the next is made"));

  static final Setting<Integer> BACKUP_KEEP =
      add(
          Setting.of(
              "backup-keep",
              BACKUPS,
              number("NUMBER", 1),
              14,
              "how many backups stay in that directory; older ones are deleted"));

  // Logs and metrics

  static final Setting<Logs.Format> LOG_FORMAT =
      add(
          Setting.of(
              "log-format",
              MONITORING,
              choice(Map.of("text", Logs.Format.TEXT, "json", Logs.Format.JSON)),
              Logs.Format.TEXT,
              "how events are logged: as lines for people or as JSON for programs"));

  static final Setting<Level> LOG_LEVEL =
      add(
          Setting.of(
              "log-level",
              MONITORING,
              choice(Logs.levels()),
              Level.INFO,
              "what is logged at least"));

  static final Setting<Boolean> ACCESS_LOG =
      add(
          Setting.of(
              "access-log",
              MONITORING,
              choice(Map.of("on", true, "off", false)),
              false,
              "whether each request is logged, without URLs, queries and tokens"));

  static final Setting<Duration> SLOW_REQUESTS =
      add(
          Setting.of(
              "slow-requests",
              MONITORING,
              timeOrZero(),
              Duration.ofSeconds(2),
              "requests that take longer are logged, with the slowest call of the store; 0s for"
                  + " none"));

  static final Setting<Integer> METRICS_PORT =
      add(
          Setting.optional(
              "metrics-port",
              MONITORING,
              port(),
              "none",
              "port on which metrics are served without a token; 0 picks a free one"));

  static final Setting<String> METRICS_HOST =
      add(
          Setting.of(
              "metrics-host", MONITORING, text("ADDRESS"), "127.0.0.1", "address of that port"));

  // Limits of links: the domain's own are the ceiling.

  static final Setting<List<String>> TRACKING_PARAMETERS =
      add(
          Setting.of(
              "tracking-parameters",
              LINKS,
              list("NAMES", LinkUrl::isTrackingParameter, "a parameter's name or host:name"),
              List.of(),
              "parameters of URLs that do not count when two are compared, besides the known ones;"
                  + " each a name for every host, or host:name"));

  static final Setting<Integer> MAX_LINKS_PER_ACCOUNT =
      add(
          Setting.of(
              "max-links-per-account",
              LINKS,
              number("NUMBER", 0),
              HTTP.linksPerAccount(),
              "how many links an account may have, unless it has a limit of its own; 0 for any number"));

  static final Setting<Reading> READ_PAGES =
      add(
          Setting.of(
              "read-pages",
              LINKS,
              choice(Map.of("on", Reading.WITHOUT_TITLE, "off", Reading.NEVER)),
              Reading.WITHOUT_TITLE,
              "whether the server reads the pages of links that come without a title"));

  static final Setting<List<String>> READ_PAGES_ALLOW =
      add(
          Setting.of(
              "read-pages-allow",
              LINKS,
              list(
                  "HOSTS",
                  AllowedTargets::isEntry,
                  "a host, a suffix such as .example.com, an IP address, or a range such as"
                      + " 10.0.0.0/8"),
              List.of(),
              "what may be read besides the public network: hosts, suffixes such as .home.arpa,"
                  + " addresses, or ranges such as 192.168.1.0/24"));

  static final Setting<List<String>> WEBHOOKS_ALLOW =
      add(
          Setting.of(
              "webhooks-allow",
              LINKS,
              list(
                  "HOSTS",
                  AllowedTargets::isEntry,
                  "a host, a suffix such as .example.com, an IP address, or a range such as"
                      + " 10.0.0.0/8"),
              List.of(),
              "where webhooks may be sent besides public addresses, in the same form"));

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
      add(
          Setting.of(
              "max-body-bytes",
              REQUESTS,
              number("BYTES", 1),
              HTTP.bodyBytes(),
              "the largest request body"));

  static final Setting<Integer> MAX_BATCH_BYTES =
      add(
          Setting.of(
              "max-batch-bytes",
              REQUESTS,
              number("BYTES", 1),
              HTTP.batchBytes(),
              "the largest body of a batch"));

  static final Setting<Integer> MAX_IMPORT_BYTES =
      add(
          Setting.of(
              "max-import-bytes",
              REQUESTS,
              number("BYTES", 1),
              HTTP.importBytes(),
              "the largest file imported over HTTP"));

  static final Setting<Integer> MAX_REQUEST_LINE_BYTES =
      add(
          Setting.of(
              "max-request-line-bytes",
              REQUESTS,
              number("BYTES", 256),
              HTTP.requestLineBytes(),
              "the longest request line"));

  static final Setting<Integer> MAX_HEADER_BYTES =
      add(
          Setting.of(
              "max-header-bytes",
              REQUESTS,
              number("BYTES", 256),
              HTTP.headerBytes(),
              "the largest headers of a request"));

  static final Setting<Integer> MAX_CONNECTIONS =
      add(
          Setting.of(
                  "max-connections",
                  REQUESTS,
                  number("NUMBER", 1),
                  HTTP.connections(),
                  "how many connections may be open")
              .withDefaultText(
                  "20000, or three quarters of the files that the system allows to be open"));

  static final Setting<Integer> MAX_CONCURRENT_REQUESTS =
      add(
          Setting.of(
              "max-concurrent-requests",
              REQUESTS,
              number("NUMBER", 1),
              HTTP.concurrentRequests(),
              "how many requests are served at once"));

  static final Setting<Integer> MAX_EVENT_STREAMS =
      add(
          Setting.of(
                  "max-event-streams",
                  REQUESTS,
                  number("NUMBER", 0),
                  HTTP.eventStreams(),
                  "how many streams of events may be open")
              .withDefaultText(
                  "10000, or half of the connections, or what fits into half of the heap at 50 KB"
                      + " each"));

  static final Setting<Integer> MAX_EVENT_STREAMS_PER_ACCOUNT =
      add(
          Setting.of(
              "max-event-streams-per-account",
              REQUESTS,
              number("NUMBER", 1),
              HTTP.eventStreamsPerAccount(),
              "how many of them one account may have"));

  // Timeouts and rates

  static final Setting<Duration> IDLE_TIMEOUT =
      add(
          Setting.of(
              "idle-timeout",
              TIMEOUTS,
              time(),
              HTTP.idleTimeout(),
              "how long a connection may be idle"));

  static final Setting<Duration> REQUEST_TIMEOUT =
      add(
          Setting.of(
              "request-timeout",
              TIMEOUTS,
              time(),
              HTTP.requestTimeout(),
              "how long a request's headers may take to arrive"));

  static final Setting<Duration> WRITE_TIMEOUT =
      add(
          Setting.of(
              "write-timeout",
              TIMEOUTS,
              time(),
              HTTP.writeTimeout(),
              "how long a client may leave a response waiting"));

  static final Setting<Integer> MIN_BYTES_PER_SECOND =
      add(
          Setting.of(
              "min-bytes-per-second",
              TIMEOUTS,
              number("NUMBER", 1),
              HTTP.minBytesPerSecond(),
              "how fast bodies and responses must go, on average, after these times"));

  static final Setting<Duration> DRAIN_DELAY =
      add(
          Setting.of(
              "drain-delay",
              TIMEOUTS,
              timeOrZero(),
              HTTP.drainDelay(),
              "how long a server that was told to end says so to load balancers before it stops"
                  + " accepting connections"));

  // For the tests of apps

  static final Setting<SimulatedFaults> FAULTS =
      add(
          Setting.optional(
              "faults",
              TESTING,
              new SettingType<>("FAULTS", "", SimulatedFaults::parse, SimulatedFaults::toString),
              "none",
              "failures to make on purpose, on this machine alone, such as"
                  + " latency=200ms,503=5%,lost-answer=5%,expired-cursor=1%"));

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
    return Collections.unmodifiableList(TABLE);
  }

  private static Setting<Integer> addLinkLimit(String name, int most, String help) {
    return add(Setting.of(name, LINKS, number("NUMBER", 1, most), most, help));
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    TABLE.add(setting);
    return setting;
  }
}
