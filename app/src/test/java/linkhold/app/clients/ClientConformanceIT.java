package linkhold.app.clients;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Each client by each scenario. {@code -Dlinkhold.test.client=NAME} and {@code
 * -Dlinkhold.test.scenario=FILE} choose one.
 */
final class ClientConformanceIT {

  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path SUITE = TOP.resolve("clients/conformance");
  private static final String PASSED = "yes";

  /** The JVM's option with a cache of classes. */
  private static final String CACHE = "-XX:AOTCache=";

  /** The result of each client, by scenario. */
  private static final Map<String, Map<String, String>> TABLE = new TreeMap<>();

  private static final List<String> FIGURES = new ArrayList<>();

  /** What a driver does while the JVM records what it loads. */
  private static final String TRAINING =
      """
      devices: [phone]
      steps:
      - {phone: save, link: {url: "https://example.com/"}, as: a}
      - {phone: sync}
      - {phone: update, link: $a, patch: {title: A}}
      - {phone: sync}
      - {same: [phone]}
      """;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private static Path directory = Path.of("");

  /**
   * @param only the scenarios that are run with it; null for all
   */
  private record Client(String name, List<String> command, @Nullable List<String> only) {

    /** Whether its JVM uses the cache of classes. */
    boolean usesCache() {
      return command.stream().anyMatch(word -> word.startsWith(CACHE));
    }

    /** Whether the programs that its command needs are installed. */
    boolean isHere() {
      String program = command.getFirst();
      if (program.contains("/")) {
        return Files.isExecutable(TOP.resolve(program));
      }
      return Stream.of(System.getenv("PATH").split(File.pathSeparator))
          .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyClientComesToEqualTheServer() throws IOException {
    List<Client> clients = clients();
    assertFalse(clients.isEmpty());
    Optional<Client> first = clients.stream().filter(Client::usesCache).findFirst();
    if (first.isPresent()) {
      makeCache(first.get());
    }
    List<DynamicContainer> containers = new ArrayList<>();
    for (Path file : files()) {
      Map<String, Object> scenario = yaml(file);
      String name = String.valueOf(scenario.get("name"));
      String id = file.getFileName().toString().replace(".yaml", "");
      List<DynamicTest> tests = new ArrayList<>();
      for (Client client : clients) {
        if (client.only == null || client.only.contains(id)) {
          if (client.isHere()) {
            tests.add(DynamicTest.dynamicTest(client.name, () -> play(id, scenario, client)));
          } else {
            note(id, client, "not here");
          }
        }
      }
      containers.add(DynamicContainer.dynamicContainer(name, tests));
    }
    return containers.stream();
  }

  private static List<Path> files() throws IOException {
    String wanted = System.getProperty("linkhold.test.scenario", "");
    try (Stream<Path> all = Files.list(SUITE.resolve("scenarios"))) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> wanted.isEmpty() || file.endsWith(wanted + ".yaml"))
          .sorted()
          .toList();
    }
  }

  private static List<Client> clients() throws IOException {
    String wanted = System.getProperty("linkhold.test.client", "");
    List<Client> clients = new ArrayList<>();
    yaml(SUITE.resolve("clients.yaml"))
        .forEach((name, value) -> {
          Map<?, ?> client = (Map<?, ?>) value;
          if (wanted.isEmpty() || wanted.equals(name)) {
            clients.add(new Client(name, command(client), scenarios(client)));
          }
        });
    return clients;
  }

  private static List<String> command(Map<?, ?> client) {
    return ((List<?>) Objects.requireNonNull(client.get("command")))
        .stream()
            .map(Object::toString)
            .map(word -> word.replace("${java}", System.getProperty("java.home") + "/bin/java"))
            .map(word -> word.replace("${test.classpath}", classPath()))
            .map(word -> word.replace("${cache}", directory.resolve("classes.aot").toString()))
            .toList();
  }

  /** The class path without what this module made: a cache cannot be of folders. */
  private static String classPath() {
    Path own = Path.of("target").toAbsolutePath();
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).startsWith(own))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs a driver once to make the cache that lets the same program start sooner. */
  private static void makeCache(Client client) throws IOException {
    List<String> command =
        client.command.stream().map(word -> word.replace(CACHE, "-XX:AOTCacheOutput=")).toList();
    Path folder = Files.createTempDirectory(directory, "training");
    try (var play = new ScenarioPlay(command, TOP, folder)) {
      play.run(new Step(new Yaml().load(TRAINING)));
    }
  }

  private static @Nullable List<String> scenarios(Map<?, ?> client) {
    return client.get("scenarios") instanceof List<?> names
        ? names.stream().map(Object::toString).toList()
        : null;
  }

  private static Map<String, Object> yaml(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new Yaml().load(reader);
    }
  }

  private static void play(String id, Map<String, Object> scenario, Client client)
      throws IOException {
    note(id, client, "NO");
    Path folder = Files.createTempDirectory(directory, id);
    try (var play = new ScenarioPlay(client.command, TOP, folder)) {
      Set<String> missing = play.run(new Step(scenario));
      note(id, client, missing.isEmpty() ? PASSED : "cannot: " + String.join(", ", missing));
      play.figures().forEach(figure -> FIGURES.add(client.name + ": " + figure));
    }
  }

  private static void note(String scenario, Client client, String result) {
    TABLE.computeIfAbsent(scenario, _ -> new TreeMap<>()).put(client.name, result);
  }

  @AfterAll
  static void print() throws IOException {
    StringBuilder text = new StringBuilder("Clients by scenarios:\n");
    List<String> names = clients().stream().map(Client::name).toList();
    text.append("%-28s".formatted(""));
    names.forEach(name -> text.append("%-16s".formatted(name)));
    TABLE.forEach((scenario, results) -> {
      text.append("\n%-28s".formatted(scenario));
      names.forEach(name -> text.append("%-16s".formatted(results.getOrDefault(name, "-"))));
    });
    FIGURES.forEach(figure -> text.append('\n').append(figure));
    System.out.println(text);
  }
}
