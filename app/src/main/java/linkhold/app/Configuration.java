package linkhold.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.http.Authentication;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.server.TlsFiles;
import linkhold.json.LinkLimits;
import linkhold.persistence.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * How this Linkhold is set up.
 *
 * @param http how it serves
 * @param database the PostgreSQL to use; the embedded one when empty
 * @param dataDirectory where the embedded PostgreSQL keeps its data
 * @param databaseConnections how many connections to hold open at most, at least 1
 * @param statementTimeout how long the database may work on one statement
 * @param tombstoneRetention how long deletions are remembered
 */
record Configuration(
    HttpSettings http,
    Optional<DatabaseSettings> database,
    Path dataDirectory,
    int databaseConnections,
    Duration statementTimeout,
    Duration tombstoneRetention) {

  static final String VARIABLE_PREFIX = "LINKHOLD_";

  /** The flag and the variable that name the configuration file. */
  static final String FILE_FLAG = "--config";

  static final String FILE_VARIABLE = VARIABLE_PREFIX + "CONFIG";

  /** What is for the launching script, not for this program. */
  private static final String LAUNCHER_VARIABLE = VARIABLE_PREFIX + "JAVA_OPTIONS";

  /**
   * Reads the configuration: a file, the environment over it, the flags over both.
   *
   * @param environment all variables; those beginning with {@code LINKHOLD_} count
   * @param flags the settings given as flags
   * @param fileFlag the file that a flag names; otherwise {@code LINKHOLD_CONFIG} may name one
   * @param serving whether it is to be served with, and so has to be safe
   * @throws ConfigurationException naming every mistake
   */
  static Configuration read(
      Map<String, String> environment,
      Map<Setting, String> flags,
      @Nullable String fileFlag,
      boolean serving) {
    List<String> mistakes = new ArrayList<>();
    Map<Setting, Given> given = new EnumMap<>(Setting.class);
    if (fileFlag != null) {
      given.putAll(ConfigurationFile.read(new Given(fileFlag, FILE_FLAG), mistakes));
    } else if (environment.containsKey(FILE_VARIABLE)) {
      Given file = new Given(environment.get(FILE_VARIABLE), FILE_VARIABLE);
      given.putAll(ConfigurationFile.read(file, mistakes));
    }
    environment.forEach((name, value) -> readVariable(name, value, given, mistakes));
    flags.forEach((setting, value) -> given.put(setting, new Given(value, setting.flag())));
    Configuration configuration = new Reader(environment, given, mistakes).read();
    if (serving) {
      checkSafe(configuration.http(), mistakes);
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
    return configuration;
  }

  private static void readVariable(
      String name, String value, Map<Setting, Given> given, List<String> mistakes) {
    if (!name.startsWith(VARIABLE_PREFIX)
        || name.equals(FILE_VARIABLE)
        || name.equals(LAUNCHER_VARIABLE)) {
      return;
    }
    Optional<Setting> setting = Setting.ofVariable(name);
    if (setting.isPresent()) {
      given.put(setting.get(), new Given(value, name));
    } else {
      mistakes.add("There is no setting " + name + "; ./linkhold serve --help lists them.");
    }
  }

  /** A setting's value, which may be secret, and where it came from. */
  record Given(String value, String source) {
    /** The value as a path; empty, with a mistake noted, when it is none. */
    Optional<Path> path(String kind, List<String> mistakes) {
      try {
        if (!value.isBlank()) {
          return Optional.of(Path.of(value));
        }
      } catch (InvalidPathException e) {
        // told below
      }
      mistakes.add(source + " is '" + value + "', not a " + kind + "'s path.");
      return Optional.empty();
    }

    @Override
    public String toString() {
      return source;
    }
  }

  /** Turns texts into values, and notes every mistake. */
  private record Reader(
      Map<String, String> environment, Map<Setting, Given> given, List<String> mistakes) {

    Configuration read() {
      return new Configuration(
          http(),
          database(),
          dataDirectory(),
          number(Setting.DATABASE_CONNECTIONS, 10, 1),
          time(Setting.STATEMENT_TIMEOUT, Duration.ofSeconds(30)),
          time(Setting.TOMBSTONE_RETENTION, Duration.ofDays(90)));
    }

    private HttpSettings http() {
      HttpLimits usual = HttpLimits.DEFAULTS;
      HttpLimits limits =
          HttpLimits.builder()
              .requestLineBytes(
                  number(Setting.MAX_REQUEST_LINE_BYTES, usual.requestLineBytes(), 256))
              .headerBytes(number(Setting.MAX_HEADER_BYTES, usual.headerBytes(), 256))
              .bodyBytes(number(Setting.MAX_BODY_BYTES, usual.bodyBytes(), 1))
              .batchBytes(number(Setting.MAX_BATCH_BYTES, usual.batchBytes(), 1))
              .links(links())
              .importBytes(number(Setting.MAX_IMPORT_BYTES, usual.importBytes(), 1))
              .connections(number(Setting.MAX_CONNECTIONS, usual.connections(), 1))
              .concurrentRequests(
                  number(Setting.MAX_CONCURRENT_REQUESTS, usual.concurrentRequests(), 1))
              .eventStreams(number(Setting.MAX_EVENT_STREAMS, usual.eventStreams(), 0))
              .idleTimeout(time(Setting.IDLE_TIMEOUT, usual.idleTimeout()))
              .requestTimeout(time(Setting.REQUEST_TIMEOUT, usual.requestTimeout()))
              .writeTimeout(time(Setting.WRITE_TIMEOUT, usual.writeTimeout()))
              .minBytesPerSecond(number(Setting.MIN_BYTES_PER_SECOND, usual.minBytesPerSecond(), 1))
              .requestsPerToken(number(Setting.REQUESTS_PER_TOKEN, usual.requestsPerToken(), 0))
              .failedAuthentications(
                  number(Setting.FAILED_AUTHENTICATIONS, usual.failedAuthentications(), 0))
              .build();
      HttpSettings settings =
          new HttpSettings(host(), port())
              .withAuthentication(authentication())
              .withLimits(limits)
              .withTrustedProxies(
                  list(
                      Setting.TRUSTED_PROXIES,
                      HttpSettings::isAddressRange,
                      "an IP address, or a range such as 10.0.0.0/8"))
              .withCorsOrigins(
                  list(
                      Setting.CORS_ORIGINS,
                      HttpSettings::isOrigin,
                      "an origin such as https://app.example, without a path, or *"));
      Optional<TlsFiles> tls = tls();
      return tls.isPresent() ? settings.withTls(tls.get()) : settings;
    }

    /** The domain's own limits are the ceiling. */
    private LinkLimits links() {
      LinkLimits most = LinkLimits.DEFAULTS;
      return new LinkLimits(
          limit(Setting.MAX_URL_LENGTH, most.urlLength()),
          limit(Setting.MAX_TITLE_LENGTH, most.titleLength()),
          limit(Setting.MAX_DESCRIPTION_LENGTH, most.descriptionLength()),
          limit(Setting.MAX_NOTE_LENGTH, most.noteLength()),
          limit(Setting.MAX_TAGS, most.tags()),
          limit(Setting.MAX_TAG_LENGTH, most.tagLength()));
    }

    private String text(Setting setting, String otherwise) {
      Given text = given.get(setting);
      return text == null ? otherwise : text.value();
    }

    /** An IPv6 address may be written as in a URL. */
    private String host() {
      return text(Setting.HOST, "127.0.0.1").replaceFirst("^\\[(.*)]$", "$1");
    }

    private int port() {
      Given text = given.get(Setting.PORT);
      if (text == null) {
        return 8080;
      }
      try {
        int port = Integer.parseInt(text.value());
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // told below, like a number that is out of range
      }
      mistakes.add(text.source() + " is '" + text.value() + "', not a port: 0 to 65535.");
      return 0;
    }

    private int number(Setting setting, int otherwise, int least) {
      return number(setting, otherwise, least, Integer.MAX_VALUE, "from " + least + " on");
    }

    private int limit(Setting setting, int most) {
      return number(setting, most, 1, most, "from 1 to " + most);
    }

    private int number(Setting setting, int otherwise, int least, int most, String range) {
      Given text = given.get(setting);
      if (text == null) {
        return otherwise;
      }
      try {
        int number = Integer.parseInt(text.value());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // told below, like a number that is out of range
      }
      mistakes.add(text.source() + " is '" + text.value() + "', not a number " + range + ".");
      return otherwise;
    }

    private Duration time(Setting setting, Duration otherwise) {
      Given text = given.get(setting);
      if (text == null) {
        return otherwise;
      }
      try {
        return Durations.parse(text.value());
      } catch (IllegalArgumentException e) {
        mistakes.add(text.source() + ": " + e.getMessage() + ".");
        return otherwise;
      }
    }

    private List<String> list(Setting setting, Predicate<String> valid, String expected) {
      Given text = given.get(setting);
      if (text == null || text.value().isBlank()) {
        return List.of();
      }
      List<String> items = Stream.of(text.value().split(",", -1)).map(String::strip).toList();
      List<String> wrong = items.stream().filter(valid.negate()).toList();
      wrong.forEach(
          item -> mistakes.add(text.source() + " holds '" + item + "', not " + expected + "."));
      return wrong.isEmpty() ? items : List.of();
    }

    private Authentication authentication() {
      Given text = given.get(Setting.AUTH);
      if (text == null || text.value().equals("open")) {
        return Authentication.OPEN;
      }
      if (!text.value().equals("token")) {
        mistakes.add(text.source() + " is '" + text.value() + "', neither open nor token.");
      }
      return Authentication.TOKEN;
    }

    private Optional<TlsFiles> tls() {
      Given certificate = given.get(Setting.TLS_CERTIFICATE);
      Given key = given.get(Setting.TLS_KEY);
      if (certificate == null && key == null) {
        return Optional.empty();
      }
      if (certificate == null || key == null) {
        mistakes.add(
            Setting.TLS_CERTIFICATE.key() + " and " + Setting.TLS_KEY.key() + " go together.");
        return Optional.empty();
      }
      Optional<Path> chainFile = certificate.path("file", mistakes);
      Optional<Path> keyFile = key.path("file", mistakes);
      return chainFile.isPresent() && keyFile.isPresent()
          ? Optional.of(new TlsFiles(chainFile.get(), keyFile.get()))
          : Optional.empty();
    }

    private Optional<DatabaseSettings> database() {
      Given url = given.get(Setting.DATABASE_URL);
      if (url == null) {
        for (Setting setting : List.of(Setting.DATABASE_USER, Setting.DATABASE_PASSWORD)) {
          Given lonely = given.get(setting);
          if (lonely != null) {
            mistakes.add(
                lonely.source() + " needs a " + Setting.DATABASE_URL.key() + " beside it.");
          }
        }
        return Optional.empty();
      }
      try {
        DatabaseUrl parsed = DatabaseUrl.parse(url.value());
        String user = parsed.user().isEmpty() ? System.getProperty("user.name") : parsed.user();
        return Optional.of(
            DatabaseSettings.of(
                parsed.jdbcUrl(),
                text(Setting.DATABASE_USER, user),
                text(Setting.DATABASE_PASSWORD, parsed.password())));
      } catch (IllegalArgumentException e) {
        mistakes.add(url.source() + " " + e.getMessage());
        return Optional.empty();
      }
    }

    private Path dataDirectory() {
      Given directory = given.get(Setting.DATA_DIR);
      return directory == null
          ? EmbeddedPostgres.defaultDirectory(environment)
          : directory.path("directory", mistakes).orElse(Path.of(""));
    }
  }

  /** Without tokens, everyone who reaches the port may do everything, so no stranger may. */
  private static void checkSafe(HttpSettings http, List<String> mistakes) {
    boolean open = http.authentication() == Authentication.OPEN;
    try {
      if (http.host().isBlank()) {
        mistakes.add("The host is empty: use an address such as 127.0.0.1.");
      } else if (open
          && !Stream.of(InetAddress.getAllByName(http.host()))
              .allMatch(InetAddress::isLoopbackAddress)) {
        mistakes.add(
            "Listening on "
                + http.host()
                + " in open mode would let everyone on the network read and change every link."
                + " Give out tokens: ./linkhold account add NAME, ./linkhold token create NAME,"
                + " and start with --auth token.");
      }
    } catch (UnknownHostException e) {
      mistakes.add(
          "The host '" + http.host() + "' is not known: use an address such as 127.0.0.1.");
    }
    if (open && !http.corsOrigins().isEmpty()) {
      mistakes.add(
          "In open mode "
              + Setting.CORS_ORIGINS.key()
              + " would let web pages read and change every link: start with --auth token.");
    }
  }
}
