package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.app.settings.ConfigurationException;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingType;
import linkhold.http.Authentication;
import linkhold.persistence.DatabaseSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration from a file, the environment and flags. */
final class ConfigurationTest {

  private static final String LIST = "; ./linkhold serve --help lists them.";
  @TempDir private Path folder = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private final Map<Setting<?>, String> flags = new HashMap<>();
  private @Nullable String file;

  @Test
  void withoutAnythingItListensOnLoopbackAndStoresInItsOwnPostgres() {
    environment.put("XDG_DATA_HOME", "/data");
    environment.put("PATH", "/bin");
    Configuration configuration = read();
    assertEquals("127.0.0.1", configuration.http().host());
    assertEquals(8080, configuration.http().port());
    assertTrue(configuration.database().isEmpty());
    assertEquals(Path.of("/data/linkhold"), configuration.dataDirectory());
  }

  @Test
  void flagsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
    write(
        """
        host: 127.0.0.1
        port: 1
        data-dir: /of-the-file
        """);
    environment.put("LINKHOLD_HOST", "127.0.0.2");
    environment.put("LINKHOLD_PORT", "2");
    flags.put(Settings.HOST, "127.0.0.3");
    Configuration configuration = read();
    assertEquals("127.0.0.3", configuration.http().host());
    assertEquals(2, configuration.http().port());
    assertEquals(Path.of("/of-the-file"), configuration.dataDirectory());
  }

  @Test
  void theEnvironmentNamesTheFileUnlessAFlagDoes() throws IOException {
    environment.put("LINKHOLD_CONFIG", folder.resolve("other.yaml").toString());
    Files.writeString(folder.resolve("other.yaml"), "port: 1\n");
    assertEquals(1, read().http().port());
    write("port: 2\n");
    assertEquals(2, read().http().port());
  }

  @Test
  void whatIsForTheLaunchingScriptIsNoMistake() {
    environment.put("LINKHOLD_JAVA_OPTIONS", "-Xmx64m");
    assertEquals(8080, read().http().port());
  }

  @Test
  void aValueOfTheFileIsTakenAsItIsWritten() throws IOException {
    write(
        """
        # comments and quotes are YAML's
        "database-url": 'postgresql://db/links'
        database-user: yes
        database-password: 0123_4
        """);
    DatabaseSettings database = read().database().orElseThrow();
    assertEquals("yes", database.user());
    assertEquals("0123_4", database.password());
  }

  @Test
  void anEmptyFileSetsNothing() throws IOException {
    write("# nothing yet\n");
    assertEquals(8080, read().http().port());
  }

  @Test
  void everyMistakeIsNamedWithThePlaceItCameFrom() throws IOException {
    write(
        """
        prot: 8080
        data-dir: [a]
        host: 127.0.0.1
        host: 127.0.0.1
        auth: ''
        """);
    environment.put("LINKHOLD_DATABSE_URL", "postgresql://db/links");
    environment.put("LINKHOLD_DATABASE_PASSWORD", "sesame");
    flags.put(Settings.PORT, "65536");
    assertEquals(
        List.of(
            file + ", line 1: there is no setting 'prot'" + LIST,
            file + ", line 2: 'data-dir' needs a single value.",
            file + ", line 4: 'host' is there twice.",
            "There is no setting LINKHOLD_DATABSE_URL" + LIST,
            "--port is '65536', not a port: 0 to 65535.",
            file + ", line 5: auth is '', not open or token.",
            "LINKHOLD_DATABASE_PASSWORD needs a database-url beside it."),
        mistakes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", " 1", "-1", "65536", "8080.0", "99999999999"})
  void aPortIsANumberOfSixteenBits(String port) {
    environment.put("LINKHOLD_PORT", port);
    assertEquals(List.of("LINKHOLD_PORT is '" + port + "', not a port: 0 to 65535."), mistakes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b"})
  void anInvalidPathIsAMistake(String path) {
    environment.put("LINKHOLD_CONFIG", path);
    flags.put(Settings.DATA_DIR, path);
    assertEquals(
        List.of(
            "LINKHOLD_CONFIG is '" + path + "', not a file's path.",
            "--data-dir is '" + path + "', not a directory's path."),
        mistakes());
    environment.clear();
    flags.clear();
    file = path;
    assertEquals(List.of("--config is '" + path + "', not a file's path."), mistakes());
  }

  @Test
  void aFileThatCannotBeReadIsAMistake() throws IOException {
    file = folder.resolve("missing.yaml").toString();
    assertEquals(
        List.of("The configuration file " + file + " cannot be read: there is no such file."),
        mistakes());
    file = folder.toString();
    assertEquals(
        List.of("The configuration file " + file + " cannot be read: Is a directory."), mistakes());
    write("");
    Files.write(Path.of(file), new byte[] {'h', (byte) 0xff});
    assertEquals(
        List.of("The configuration file " + file + " cannot be read: it is not UTF-8."),
        mistakes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a", "text", "a: b: sesame", "a: 'sesame", "{a: sesame", "a: \0", "*a"})
  void aFileThatIsNoMappingIsAMistakeAndIsNotQuoted(String text) throws IOException {
    write(text);
    String mistake = String.join("", mistakes());
    assertTrue(mistake.startsWith(String.valueOf(file)), mistake);
    assertFalse(mistake.contains("sesame"), mistake);
    assertEquals(1, mistake.lines().count(), mistake);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"})
  void itListensOnLoopback(String host) {
    flags.put(Settings.HOST, host);
    assertEquals(host.replaceAll("[\\[\\]]", ""), read().http().host());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "0", "192.168.1.5", "fe80::1", "::ffff:10.0.0.1"})
  void withoutTokensItRefusesToListenOnOtherAddresses(String host) {
    flags.put(Settings.HOST, host);
    String mistake = String.join("", mistakes());
    assertTrue(mistake.contains("everyone on the network"), mistake);
    assertTrue(mistake.contains(host), mistake);
    assertTrue(mistake.contains("./linkhold token create"), mistake);
    assertTrue(mistake.contains("--trusted-proxies"), mistake);
    flags.put(Settings.AUTH, "token");
    assertEquals(host, read().http().host());
  }

  @Test
  void whatAKubernetesServiceOfThisNameInjectsIsNoSetting() {
    environment.put("LINKHOLD_PORT", "tcp://10.96.0.7:8080");
    environment.put("LINKHOLD_SERVICE_HOST", "10.96.0.7");
    environment.put("LINKHOLD_SERVICE_PORT", "8080");
    environment.put("LINKHOLD_SERVICE_PORT_HTTP", "8080");
    environment.put("LINKHOLD_PORT_8080_TCP", "tcp://10.96.0.7:8080");
    environment.put("LINKHOLD_PORT_8080_TCP_PROTO", "tcp");
    environment.put("LINKHOLD_PORT_8080_TCP_PORT", "8080");
    environment.put("LINKHOLD_PORT_8080_TCP_ADDR", "10.96.0.7");
    environment.put("LINKHOLD_DATABASE_PORT", "tcp://10.96.0.8:5432");
    environment.put("LINKHOLD_DATABASE_SERVICE_HOST", "10.96.0.8");
    assertEquals(8080, read().http().port());
    environment.put("LINKHOLD_PROT", "tcp://10.96.0.7:8080");
    assertEquals(List.of("There is no setting LINKHOLD_PROT" + LIST), mistakes());
  }

  @Test
  void secretsMayStandInFilesOfTheirOwn() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, " sesame\n\n");
    environment.put("LINKHOLD_DATABASE_PASSWORD_FILE", password.toString());
    Path url = folder.resolve("url");
    Files.writeString(url, "postgresql://ann@db/links\r\n");
    write("database-url-file: " + url + "\n");
    DatabaseSettings database = read().database().orElseThrow();
    assertEquals("ann", database.user());
    assertEquals(" sesame\n", database.password());
    assertFalse(read().toString().contains("sesame"));
    Files.writeString(url, "sesame");
    String mistake = String.join("", mistakes());
    assertTrue(mistake.contains("database-url-file "), mistake);
    assertFalse(mistake.contains("sesame"), mistake);
  }

  @Test
  void aSecretIsGivenOnceAndItsFileCanBeRead() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, "sesame");
    environment.put("LINKHOLD_DATABASE_URL", "postgresql://ann@db/links");
    environment.put("LINKHOLD_DATABASE_PASSWORD", "sesame");
    environment.put("LINKHOLD_DATABASE_PASSWORD_FILE", password.toString());
    assertEquals(
        List.of(
            "LINKHOLD_DATABASE_PASSWORD and LINKHOLD_DATABASE_PASSWORD_FILE are two values for"
                + " one."),
        mistakes());
    environment.remove("LINKHOLD_DATABASE_PASSWORD");
    Files.delete(password);
    assertEquals(
        List.of(
            "LINKHOLD_DATABASE_PASSWORD_FILE names "
                + password
                + ", which cannot be read: there is no such file."),
        mistakes());
    environment.remove("LINKHOLD_DATABASE_URL");
    Files.writeString(password, "sesame");
    assertEquals(
        List.of("LINKHOLD_DATABASE_PASSWORD_FILE needs a database-url beside it."), mistakes());
  }

  @Test
  void aReplicaIsReachedAsThePrimaryIsUnlessItsUrlSaysOtherwise() {
    environment.put("LINKHOLD_DATABASE_URL", "postgresql://ann@db/links");
    environment.put("LINKHOLD_DATABASE_PASSWORD", "sesame");
    assertEquals(Optional.empty(), read().replica());
    flags.put(Settings.DATABASE_READ_URL, "postgresql://copy:5433/links?sslmode=require");
    DatabaseSettings same = read().replica().orElseThrow();
    assertEquals("jdbc:postgresql://copy:5433/links?sslmode=require", same.jdbcUrl());
    assertEquals("ann", same.user());
    assertEquals("sesame", same.password());
    flags.put(Settings.DATABASE_READ_URL, "postgresql://reader:poppy@copy/links");
    DatabaseSettings own = read().replica().orElseThrow();
    assertEquals("reader", own.user());
    assertEquals("poppy", own.password());
    String shown = read() + " " + read().logFields();
    assertTrue(shown.contains("//copy/links"), shown);
    assertFalse(shown.contains("poppy") || shown.contains("sesame"), shown);
  }

  @Test
  void aReplicaIsOneOfAPostgreSql() {
    environment.put("LINKHOLD_DATABASE_READ_URL", "postgresql://copy/links");
    assertEquals(List.of("LINKHOLD_DATABASE_READ_URL needs a database-url beside it."), mistakes());
    environment.put("LINKHOLD_DATABASE_URL", "memory:");
    assertEquals(
        List.of("LINKHOLD_DATABASE_READ_URL and --database-url memory: exclude each other."),
        mistakes());
    environment.put("LINKHOLD_DATABASE_URL", "postgresql://db/links");
    for (String wrong : List.of("memory:", "copy", "", "mysql://copy/links")) {
      environment.put("LINKHOLD_DATABASE_READ_URL", wrong);
      String mistake = String.join("", mistakes());
      assertTrue(mistake.startsWith("LINKHOLD_DATABASE_READ_URL "), mistake);
    }
    environment.put("LINKHOLD_DATABASE_READ_URL", "postgresql://u:sesame%zz@copy/links");
    assertFalse(mistakes().toString().contains("sesame"), mistakes()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/links", "/apps/links", "/", ""})
  void aBasePathIsAPath(String path) {
    flags.put(Settings.BASE_PATH, path);
    assertEquals(path.equals("/") ? "" : path, read().http().basePath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"links", "/links/", "/v1", "/api/x", "https://a.example/links"})
  void aBasePathThatTheServerUsesItselfIsAMistake(String path) {
    flags.put(Settings.BASE_PATH, path);
    assertEquals(
        List.of(
            "--base-path is '"
                + path
                + "', not a path such as /links, other than the server's own."),
        mistakes());
  }

  @Test
  void aServerMayDrainForAWhileOrNotAtAll() {
    assertEquals(Duration.ZERO, read().http().limits().drainDelay());
    environment.put("LINKHOLD_DRAIN_DELAY", "15s");
    environment.put("LINKHOLD_MAX_EVENT_STREAMS_PER_ACCOUNT", "7");
    assertEquals(Duration.ofSeconds(15), read().http().limits().drainDelay());
    assertEquals(7, read().http().limits().eventStreamsPerAccount());
  }

  @Test
  void anEmptyHostIsAMistake() {
    flags.put(Settings.HOST, "");
    assertEquals(List.of("The host is empty: use an address such as 127.0.0.1."), mistakes());
  }

  @Test
  void anUnknownNameIsAMistake() {
    flags.put(Settings.HOST, "no-such-host.invalid");
    assertEquals(
        List.of("The host 'no-such-host.invalid' is not known: use an address such as 127.0.0.1."),
        mistakes());
  }

  @Test
  void callersAreIdentifiedByTokensWhenConfigured() {
    assertEquals(Authentication.OPEN, read().http().authentication());
    flags.put(Settings.AUTH, "token");
    assertEquals(Authentication.TOKEN, read().http().authentication());
    flags.put(Settings.AUTH, "none");
    assertEquals(List.of("--auth is 'none', not open or token."), mistakes());
  }

  @Test
  void webPagesOfOtherOriginsAreForTokensOnly() {
    flags.put(Settings.CORS_ORIGINS, "https://app.example, https://b.example:444");
    assertEquals(
        List.of(
            "In open mode cors-origins would let web pages read and change every link: start with"
                + " --auth token."),
        mistakes());
    flags.put(Settings.AUTH, "token");
    assertEquals(
        List.of("https://app.example", "https://b.example:444"), read().http().corsOrigins());
    flags.put(Settings.CORS_ORIGINS, "https://app.example/,*");
    assertEquals(
        List.of(
            "--cors-origins holds 'https://app.example/', not an origin such as"
                + " https://app.example, without a path, or *."),
        mistakes());
  }

  @Test
  void issuersOfTokensNeedAnAudienceTokensAndAPlaceOfKeysEach() {
    flags.put(Settings.JWT_ISSUERS, "https://id.example,https://id.example");
    flags.put(Settings.JWT_KEYS, "/nowhere/keys.json");
    assertEquals(
        List.of(
            "jwt-issuer needs a jwt-audience beside it: without one, tokens for any other app would"
                + " do.",
            "jwt-issuer needs --auth token.",
            "jwt-jwks has 1 places of keys for 2 issuers.",
            "jwt-issuer names an issuer twice.",
            "jwt-jwks names '/nowhere/keys.json', which is neither an https URL nor a file that can"
                + " be read."),
        mistakes());
    flags.put(Settings.JWT_ISSUERS, "http://id.example");
    assertTrue(mistakes().getFirst().startsWith("--jwt-issuer holds 'http://id.example', not "));
    flags.put(Settings.JWT_ISSUERS, "https://id.example,http://127.0.0.1:9000");
    flags.put(Settings.JWT_KEYS, "https://id.example/keys,http://127.0.0.1:9000/keys");
    flags.put(Settings.JWT_AUDIENCES, "links");
    flags.put(Settings.AUTH, "token");
    assertEquals(2, read().http().jwtIssuers().size());
  }

  @Test
  void failuresAreMadeOnThisMachineAlone() {
    flags.put(Settings.FAULTS, "503=5%, latency=200ms,seed=7");
    assertEquals("latency=200ms,503=5%,seed=7", String.valueOf(read().http().faults()));
    flags.put(Settings.HOST, "0.0.0.0");
    flags.put(Settings.AUTH, "token");
    assertEquals(
        List.of(
            "faults makes calls fail on purpose, and is for this machine alone: listen on"
                + " 127.0.0.1."),
        mistakes());
    flags.put(Settings.HOST, "127.0.0.1");
    flags.put(Settings.FAULTS, "503=101%");
    assertTrue(mistakes().getFirst().startsWith("--faults is '503=101%', not a list such as "));
  }

  @Test
  void everySettingHasAFlagAVariableAndAKeyOfOneName() {
    for (Setting<?> setting : Settings.all()) {
      assertTrue(setting.name().matches("[a-z][a-z0-9]*(-[a-z]+)*"), setting.name());
      assertEquals("--" + setting.name(), setting.flag());
      assertEquals(
          setting.name().replace('-', '_'),
          setting.variable().substring(9).toLowerCase(Locale.ROOT));
    }
    assertEquals(
        Settings.all().size(), Settings.all().stream().map(Setting::name).distinct().count());
  }

  @Test
  void everyDefaultIsAValueThatMayBeGiven() {
    for (Setting<?> setting : Settings.all()) {
      assertDefaultMayBeGiven(setting);
    }
  }

  private static <T> void assertDefaultMayBeGiven(Setting<T> setting) {
    T fallback = setting.fallback();
    if (fallback != null && !fallback.equals(List.of())) {
      SettingType<T> type = setting.type();
      assertEquals(fallback, type.parse(type.print(fallback)), setting.name());
    }
  }

  @Test
  void everySettingIsReadFromTheFileAndTheEnvironment() throws IOException {
    String mistake = "is '\0', not";
    for (Setting<?> setting : Settings.all()) {
      environment.put(setting.variable(), "\0");
    }
    List<String> ofEnvironment = mistakes();
    environment.clear();
    write(
        Settings.all().stream()
            .map(setting -> setting.name() + ": \"\\0\"\n")
            .collect(Collectors.joining()));
    assertEquals(ofEnvironment.size(), mistakes().size());
    long checked = ofEnvironment.stream().filter(line -> line.contains(mistake)).count();
    assertTrue(checked > Settings.all().size() / 2, ofEnvironment.toString());
  }

  @Test
  void limitsAreSetAndWrongOnesAreMistakes() {
    environment.put("LINKHOLD_MAX_BODY_BYTES", "2000");
    environment.put("LINKHOLD_REQUESTS_PER_TOKEN", "0");
    environment.put("LINKHOLD_MAX_URL_LENGTH", "2000");
    environment.put("LINKHOLD_WRITE_TIMEOUT", "9s");
    environment.put("LINKHOLD_IDLE_TIMEOUT", "2m");
    environment.put("LINKHOLD_STATEMENT_TIMEOUT", "7s");
    environment.put("LINKHOLD_TOMBSTONE_RETENTION", "30d");
    environment.put("LINKHOLD_TRUSTED_PROXIES", "10.0.0.0/8,::1");
    Configuration configuration = read();
    assertEquals(2000, configuration.http().limits().bodyBytes());
    assertEquals(0, configuration.http().limits().requestsPerToken());
    assertEquals(2000, configuration.http().limits().links().urlLength());
    assertEquals(Duration.ofMinutes(2), configuration.http().limits().idleTimeout());
    assertEquals(Duration.ofSeconds(9), configuration.http().limits().writeTimeout());
    assertEquals(Duration.ofSeconds(7), configuration.get(Settings.STATEMENT_TIMEOUT));
    assertEquals(Duration.ofDays(30), configuration.get(Settings.TOMBSTONE_RETENTION));
    assertEquals(List.of("10.0.0.0/8", "::1"), configuration.http().trustedProxies());

    environment.put("LINKHOLD_MAX_BODY_BYTES", "0");
    environment.put("LINKHOLD_MAX_URL_LENGTH", "8193");
    environment.put("LINKHOLD_IDLE_TIMEOUT", "2");
    environment.put("LINKHOLD_TRUSTED_PROXIES", "proxy");
    environment.put("LINKHOLD_TLS_KEY", "key.pem");
    assertEquals(
        Set.of(
            "LINKHOLD_MAX_BODY_BYTES is '0', not a number from 1 on.",
            "LINKHOLD_MAX_URL_LENGTH is '8193', not a number from 1 to 8192.",
            "LINKHOLD_IDLE_TIMEOUT is '2', not a number with s, m, h, d or w behind it, such as"
                + " 90d.",
            "LINKHOLD_TRUSTED_PROXIES holds 'proxy', not an IP address, or a range such as"
                + " 10.0.0.0/8.",
            "tls-certificate and tls-key go together."),
        Set.copyOf(mistakes()));
  }

  @Test
  void userAndPasswordOfTheirOwnGoBeforeThoseInTheUrl() {
    flags.put(Settings.DATABASE_URL, "postgresql://ann:sesame@db/links");
    DatabaseSettings database = read().database().orElseThrow();
    assertEquals("ann", database.user());
    assertEquals("sesame", database.password());
    environment.put("LINKHOLD_DATABASE_USER", "bob");
    environment.put("LINKHOLD_DATABASE_PASSWORD", "");
    database = read().database().orElseThrow();
    assertEquals("bob", database.user());
    assertEquals("", database.password());
  }

  @Test
  void theRoleIsTheSystemsUserUnlessNamedAsWithPsql() {
    flags.put(Settings.DATABASE_URL, "postgresql://db/links");
    assertEquals(System.getProperty("user.name"), read().database().orElseThrow().user());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://ann:sesame@db/links",
        "sesame",
        "postgresql://ann:sesame%@db/links",
        "postgresql://ann:%zzsesame@db/links",
        "postgresql://ann:sesame@db:port/links",
        "jdbc:postgresql://db:port/links?password=sesame",
        "jdbc:postgresql:///links?user=ann&password=sesame%"
      })
  void aWrongUrlIsAMistakeThatShowsNoSecret(String url) {
    environment.put("LINKHOLD_DATABASE_URL", url);
    String mistake = String.join("", mistakes());
    assertTrue(mistake.startsWith("LINKHOLD_DATABASE_URL "), mistake);
    assertFalse(mistake.contains("sesame"), mistake);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:sesame@db/links",
        "postgresql://db/links?user=ann&password=sesame",
        "jdbc:postgresql://db/links?password=sesame"
      })
  void aPrintedConfigurationShowsNoSecret(String url) {
    environment.put("LINKHOLD_DATABASE_URL", url);
    String printed = read() + " " + DatabaseUrl.parse(url);
    assertTrue(printed.contains("//db/links"), printed);
    assertFalse(printed.contains("sesame"), printed);
    environment.put("LINKHOLD_DATABASE_PASSWORD", "open sesame");
    assertFalse(read().toString().contains("sesame"), printed);
  }

  private void write(String text) throws IOException {
    Path path = folder.resolve("linkhold.yaml");
    Files.writeString(path, text);
    file = path.toString();
  }

  private Configuration read() {
    return Configuration.read(environment, flags, file, true);
  }

  private List<String> mistakes() {
    return assertThrows(ConfigurationException.class, this::read).mistakes();
  }
}
