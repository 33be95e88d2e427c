package linkhold.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import linkhold.http.HttpSettings;
import linkhold.persistence.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * How this Linkhold is set up.
 *
 * @param host name or address to listen on
 * @param port 0 to 65535; 0 picks a free one
 * @param database the PostgreSQL to use; the embedded one when empty
 * @param dataDirectory where the embedded PostgreSQL keeps its data
 * @param corsOrigins the origins whose web pages may call
 */
record Configuration(
    String host,
    int port,
    Optional<DatabaseSettings> database,
    Path dataDirectory,
    List<String> corsOrigins) {

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
   * @throws ConfigurationException naming every mistake
   */
  static Configuration read(
      Map<String, String> environment, Map<Setting, String> flags, @Nullable String fileFlag) {
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
      Configuration configuration =
          new Configuration(host(), port(), database(), dataDirectory(), corsOrigins());
      checkAccess(configuration.host());
      return configuration;
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

    private List<String> corsOrigins() {
      Given text = given.get(Setting.CORS_ORIGINS);
      if (text == null || text.value().isBlank()) {
        return List.of();
      }
      List<String> origins = Stream.of(text.value().split(",", -1)).map(String::strip).toList();
      for (String origin : origins) {
        if (!HttpSettings.isOrigin(origin)) {
          mistakes.add(
              text.source()
                  + " holds '"
                  + origin
                  + "', which is no origin: write https://app.example, without a path, or *.");
        }
      }
      mistakes.add(
          text.source()
              + " would let web pages read and change every link, since nobody has to authenticate,"
              + " and token authentication has not been built yet: leave it out.");
      return origins;
    }

    /** Without tokens everyone who reaches the port may do everything, so only loopback may. */
    private void checkAccess(String host) {
      Given auth = given.get(Setting.AUTH);
      if (auth != null && !auth.value().equals("open")) {
        mistakes.add(
            auth.source()
                + " is '"
                + auth.value()
                + "', but only 'open' is there: token authentication does not exist yet.");
      }
      if (host.isBlank()) {
        mistakes.add("The host is empty: use an address such as 127.0.0.1.");
        return;
      }
      try {
        if (!Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress)) {
          mistakes.add(
              "Listening on "
                  + host
                  + " would let everyone on the network read and change every link, and token"
                  + " authentication does not exist yet: use a loopback address such as"
                  + " 127.0.0.1.");
        }
      } catch (UnknownHostException e) {
        mistakes.add("The host '" + host + "' is not known: use an address such as 127.0.0.1.");
      }
    }
  }
}
