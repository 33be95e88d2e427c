package linkhold.app;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.app.settings.ConfigurationException;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingValues;
import linkhold.http.Authentication;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.access.JwtIssuer;
import linkhold.http.server.TlsFiles;
import linkhold.json.LinkLimits;
import linkhold.persistence.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * The configuration: the values of {@link Settings}, and objects made of several of them.
 *
 * @param values of every setting
 * @param http of the server
 * @param database the external PostgreSQL; with none, the embedded one or memory
 * @param replica a replica of the external PostgreSQL, for reads
 * @param dataDirectory where the embedded PostgreSQL keeps its data
 */
record Configuration(
    SettingValues values,
    HttpSettings http,
    Optional<DatabaseSettings> database,
    Optional<DatabaseSettings> replica,
    Path dataDirectory) {

  /**
   * Reads the configuration: a file, the environment over it, the flags over both.
   *
   * @param environment all variables; those beginning with {@code LINKHOLD_} count
   * @param flags the texts of the settings that are given as flags
   * @param fileFlag the file that a flag names; otherwise {@code LINKHOLD_CONFIG} may name one
   * @param serving whether it is for a server, and so has to be safe
   * @throws ConfigurationException naming every mistake
   */
  static Configuration read(
      Map<String, String> environment,
      Map<Setting<?>, String> flags,
      @Nullable String fileFlag,
      boolean serving) {
    List<String> mistakes = new ArrayList<>();
    var values = SettingValues.read(Settings.all(), environment, flags, fileFlag, mistakes);
    checkPairs(values, mistakes);
    if (serving) {
      checkSafe(values, mistakes);
      checkJwt(values, mistakes);
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(mistakes);
    }
    Optional<DatabaseSettings> database = database(values);
    return new Configuration(
        values,
        http(values),
        database,
        database.flatMap(primary -> replica(values, primary)),
        values
            .find(Settings.DATA_DIR)
            .orElseGet(() -> EmbeddedPostgres.defaultDirectory(environment)));
  }

  /** The value of a setting that has a default. */
  <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  /** The value of a setting, if it was given as a flag. */
  <T> Optional<T> flag(Setting<T> setting) {
    return values.source(setting).filter(setting.flag()::equals).flatMap(_ -> values.find(setting));
  }

  /** Whether links are kept in the server's memory alone. */
  boolean inMemory() {
    return inMemory(values);
  }

  /** The fields of the log line of a starting server. */
  Map<String, Object> logFields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", Main.Version.text());
    fields.put("commit", Main.Version.commit());
    fields.put("auth", http.authentication().name().toLowerCase(Locale.ROOT));
    if (inMemory()) {
      fields.put("database", "memory");
    } else if (database.isEmpty()) {
      fields.put("database", "embedded");
      fields.put("data_dir", dataDirectory);
    } else {
      fields.put(
          "database",
          either(values, Settings.DATABASE_URL, Settings.DATABASE_URL_FILE).orElseThrow());
      values.find(Settings.DATABASE_READ_URL).ifPresent(url -> fields.put("replica", url));
    }
    return fields;
  }

  private static HttpSettings http(SettingValues values) {
    HttpLimits limits =
        HttpLimits.builder()
            .requestLineBytes(values.get(Settings.MAX_REQUEST_LINE_BYTES))
            .headerBytes(values.get(Settings.MAX_HEADER_BYTES))
            .bodyBytes(values.get(Settings.MAX_BODY_BYTES))
            .batchBytes(values.get(Settings.MAX_BATCH_BYTES))
            .links(
                new LinkLimits(
                    values.get(Settings.MAX_URL_LENGTH),
                    values.get(Settings.MAX_TITLE_LENGTH),
                    values.get(Settings.MAX_DESCRIPTION_LENGTH),
                    values.get(Settings.MAX_NOTE_LENGTH),
                    values.get(Settings.MAX_TAGS),
                    values.get(Settings.MAX_TAG_LENGTH)))
            .linksPerAccount(values.get(Settings.MAX_LINKS_PER_ACCOUNT))
            .importBytes(values.get(Settings.MAX_IMPORT_BYTES))
            .connections(
                Math.min(values.get(Settings.MAX_CONNECTIONS), HttpLimits.maxConnections()))
            .concurrentRequests(values.get(Settings.MAX_CONCURRENT_REQUESTS))
            .eventStreams(values.get(Settings.MAX_EVENT_STREAMS))
            .eventStreamsPerAccount(values.get(Settings.MAX_EVENT_STREAMS_PER_ACCOUNT))
            .drainDelay(values.get(Settings.DRAIN_DELAY))
            .idleTimeout(values.get(Settings.IDLE_TIMEOUT))
            .requestTimeout(values.get(Settings.REQUEST_TIMEOUT))
            .writeTimeout(values.get(Settings.WRITE_TIMEOUT))
            .minBytesPerSecond(values.get(Settings.MIN_BYTES_PER_SECOND))
            .requestsPerToken(values.get(Settings.REQUESTS_PER_TOKEN))
            .failedAuthentications(values.get(Settings.FAILED_AUTHENTICATIONS))
            .build();
    HttpSettings settings =
        new HttpSettings(host(values), values.get(Settings.PORT))
            .withAuthentication(values.get(Settings.AUTH))
            .withLimits(limits)
            .withHttp2(values.get(Settings.HTTP2))
            .withTrustedProxies(values.get(Settings.TRUSTED_PROXIES))
            .withBasePath(values.get(Settings.BASE_PATH))
            .withCorsOrigins(values.get(Settings.CORS_ORIGINS))
            .withPublicUrl(values.get(Settings.PUBLIC_URL))
            .withJwtIssuers(jwtIssuers(values));
    Optional<TlsFiles> tls =
        values
            .find(Settings.TLS_CERTIFICATE)
            .flatMap(chain -> values.find(Settings.TLS_KEY).map(key -> new TlsFiles(chain, key)));
    settings = tls.map(settings::withTls).orElse(settings);
    return values.find(Settings.FAULTS).map(settings::withFaults).orElse(settings);
  }

  private static List<JwtIssuer> jwtIssuers(SettingValues values) {
    List<String> issuers = values.get(Settings.JWT_ISSUERS);
    List<String> keys = values.get(Settings.JWT_KEYS);
    if (values.get(Settings.JWT_AUDIENCES).isEmpty()
        || !keys.isEmpty() && keys.size() != issuers.size()) {
      return List.of(); // a mistake that checkJwt reports
    }
    List<JwtIssuer> all = new ArrayList<>();
    for (int i = 0; i < issuers.size(); i++) {
      all.add(
          new JwtIssuer(
              issuers.get(i),
              values.get(Settings.JWT_AUDIENCES),
              values.get(Settings.JWT_ACCOUNT_CLAIM),
              values.find(Settings.JWT_SCOPE_CLAIM).orElse(null),
              keys.isEmpty() ? null : keysAt(keys.get(i))));
    }
    return all;
  }

  private static URI keysAt(String text) {
    return JwtIssuer.isUrl(text) ? URI.create(text) : Path.of(text).toAbsolutePath().toUri();
  }

  private static void checkJwt(SettingValues values, List<String> mistakes) {
    List<String> issuers = values.get(Settings.JWT_ISSUERS);
    List<String> keys = values.get(Settings.JWT_KEYS);
    if (!issuers.isEmpty() && values.get(Settings.JWT_AUDIENCES).isEmpty()) {
      mistakes.add(
          Settings.JWT_ISSUERS.name()
              + " needs a "
              + Settings.JWT_AUDIENCES.name()
              + " beside it: without one, tokens for any other app would do.");
    }
    if (!issuers.isEmpty() && values.get(Settings.AUTH) == Authentication.OPEN) {
      mistakes.add(Settings.JWT_ISSUERS.name() + " needs --auth token.");
    }
    if (!keys.isEmpty() && keys.size() != issuers.size()) {
      mistakes.add(
          Settings.JWT_KEYS.name()
              + " has "
              + keys.size()
              + " places of keys for "
              + issuers.size()
              + " issuers.");
    }
    if (Set.copyOf(issuers).size() != issuers.size()) {
      mistakes.add(Settings.JWT_ISSUERS.name() + " names an issuer twice.");
    }
    for (String place : keys) {
      if (!JwtIssuer.isUrl(place) && !Files.isReadable(Path.of(place))) {
        mistakes.add(
            Settings.JWT_KEYS.name()
                + " names '"
                + place
                + "', which is neither an https URL nor a file that can be read.");
      }
    }
  }

  /** An IPv6 address may be written as in a URL. */
  private static String host(SettingValues values) {
    return values.get(Settings.HOST).replaceFirst("^\\[(.*)]$", "$1");
  }

  private static boolean inMemory(SettingValues values) {
    return either(values, Settings.DATABASE_URL, Settings.DATABASE_URL_FILE)
        .filter(DatabaseUrl.MEMORY::equals)
        .isPresent();
  }

  /** Without a role it connects as the system's user, as psql does. */
  private static Optional<DatabaseSettings> database(SettingValues values) {
    return either(values, Settings.DATABASE_URL, Settings.DATABASE_URL_FILE)
        .filter(url -> !url.equals(DatabaseUrl.MEMORY))
        .map(url ->
            DatabaseSettings.of(
                url.jdbcUrl(),
                values
                    .find(Settings.DATABASE_USER)
                    .orElse(url.user().isEmpty() ? System.getProperty("user.name") : url.user()),
                either(values, Settings.DATABASE_PASSWORD, Settings.DATABASE_PASSWORD_FILE)
                    .orElse(url.password())));
  }

  /** It connects as the primary's role unless its URL names another. */
  private static Optional<DatabaseSettings> replica(
      SettingValues values, DatabaseSettings primary) {
    return values
        .find(Settings.DATABASE_READ_URL)
        .map(url ->
            DatabaseSettings.of(
                    url.jdbcUrl(),
                    url.user().isEmpty() ? primary.user() : url.user(),
                    url.password().isEmpty() ? primary.password() : url.password())
                .withLimits(
                    values.get(Settings.DATABASE_CONNECTIONS),
                    values.get(Settings.STATEMENT_TIMEOUT)));
  }

  private static <T> Optional<T> either(SettingValues values, Setting<T> one, Setting<T> other) {
    return values.find(one).or(() -> values.find(other));
  }

  /** Settings that need another one. */
  private static void checkPairs(SettingValues values, List<String> mistakes) {
    if (values.source(Settings.TLS_CERTIFICATE).isPresent()
            != values.source(Settings.TLS_KEY).isPresent()
        && !values.isWrong(Settings.TLS_CERTIFICATE, Settings.TLS_KEY)) {
      mistakes.add(
          Settings.TLS_CERTIFICATE.name() + " and " + Settings.TLS_KEY.name() + " go together.");
    }
    checkOnlyOne(values, Settings.DATABASE_URL, Settings.DATABASE_URL_FILE, mistakes);
    checkOnlyOne(values, Settings.DATABASE_PASSWORD, Settings.DATABASE_PASSWORD_FILE, mistakes);
    if (values.source(Settings.DATABASE_URL).isEmpty()
        && values.source(Settings.DATABASE_URL_FILE).isEmpty()
        && !values.isWrong(Settings.DATABASE_URL, Settings.DATABASE_URL_FILE)) {
      Stream.of(
              Settings.DATABASE_USER,
              Settings.DATABASE_PASSWORD,
              Settings.DATABASE_PASSWORD_FILE,
              Settings.DATABASE_READ_URL)
          .flatMap(setting -> values.source(setting).stream())
          .forEach(source ->
              mistakes.add(source + " needs a " + Settings.DATABASE_URL.name() + " beside it."));
    }
    if (inMemory(values)) {
      values
          .source(Settings.DATABASE_READ_URL)
          .ifPresent(
              source -> mistakes.add(source + " and --database-url memory: exclude each other."));
    }
  }

  private static void checkOnlyOne(
      SettingValues values, Setting<?> one, Setting<?> other, List<String> mistakes) {
    Optional<String> second = values.source(other);
    values
        .source(one)
        .flatMap(first -> second.map(place -> first + " and " + place + " are two values for one."))
        .ifPresent(mistakes::add);
  }

  /**
   * Without tokens, everyone who reaches the port may do everything, so only this machine may reach
   * it.
   */
  private static void checkSafe(SettingValues values, List<String> mistakes) {
    String host = host(values);
    boolean open =
        values.get(Settings.AUTH) == Authentication.OPEN && !values.isWrong(Settings.AUTH);
    try {
      boolean exposed =
          !host.isBlank()
              && !Stream.of(InetAddress.getAllByName(host))
                  .allMatch(InetAddress::isLoopbackAddress);
      if (exposed && values.find(Settings.FAULTS).isPresent()) {
        mistakes.add(
            Settings.FAULTS.name()
                + " makes calls fail on purpose, and is for this machine alone: listen on"
                + " 127.0.0.1.");
      }
      if (host.isBlank()) {
        mistakes.add("The host is empty: use an address such as 127.0.0.1.");
      } else if (open && exposed) {
        mistakes.add(
            "Listening on "
                + host
                + " in open mode would let everyone on the network read and change every link."
                + " Give out tokens: ./linkhold account add NAME, ./linkhold token create NAME,"
                + " and start with --auth token. Behind a proxy on this machine, listen on 127.0.0.1"
                + " and name the proxy: --auth token --trusted-proxies 127.0.0.1.");
      }
    } catch (UnknownHostException e) {
      mistakes.add("The host '" + host + "' is not known: use an address such as 127.0.0.1.");
    }
    if (!open && !values.isWrong(Settings.AUTH) && inMemory(values)) {
      mistakes.add(
          "With --database-url memory: there are no accounts and no commands that could add"
              + " tokens: leave --auth open.");
    }
    if (inMemory(values) && values.find(Settings.BACKUP_DIR).isPresent()) {
      mistakes.add(
          Settings.BACKUP_DIR.name()
              + " and --database-url memory: exclude each other: nothing is"
              + " kept.");
    }
    if (open && !values.get(Settings.CORS_ORIGINS).isEmpty()) {
      mistakes.add(
          "In open mode "
              + Settings.CORS_ORIGINS.name()
              + " would let web pages read and change every link: start with --auth token.");
    }
  }
}
