package linkhold.app;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import linkhold.app.settings.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The files from which packages and containers are configured. */
final class PackagingTest {

  private static final Path PACKAGING = Path.of("..", "packaging");

  private static final Pattern VARIABLE = Pattern.compile("\\bLINKHOLD_[A-Z0-9_]+");

  private static final Pattern COMMENTED_OUT = Pattern.compile("#([a-z][a-z0-9-]*: .*)");

  /**
   * Variables that are not settings: the name of the configuration file, and what the launcher
   * reads.
   */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("LINKHOLD_CONFIG", "LINKHOLD_JAVA_OPTIONS");

  @Test
  void everyVariableIsASetting() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(PACKAGING)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        VARIABLE
            .matcher(Files.readString(file))
            .results()
            .map(MatchResult::group)
            .forEach(named::add);
      }
    }
    assertTrue(named.contains("LINKHOLD_DATABASE_URL"), named::toString);
    named.removeAll(OTHER_VARIABLES);
    Set<String> settings = Settings.all().stream().map(Setting::variable).collect(toSet());
    Set<String> unknown =
        named.stream().filter(name -> !settings.contains(name)).collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), unknown);
  }

  @Test
  void everyLineOfTheConfigurationFileCanBeUsed() throws IOException {
    String file = Files.readString(PACKAGING.resolve("linkhold.yaml"));
    String used =
        COMMENTED_OUT
            .matcher(file)
            .results()
            .map(line -> line.group(1))
            .collect(Collectors.joining("\n"));
    Map<String, Object> values = new Yaml().load(used);
    assertFalse(values.isEmpty());
    Set<String> names = Settings.all().stream().map(Setting::name).collect(toSet());
    assertEquals(
        List.of(), values.keySet().stream().filter(name -> !names.contains(name)).toList());
  }

  @Test
  void theManualPageHasEveryCommand() throws IOException {
    String page = Files.readString(PACKAGING.resolve("debian").resolve("linkhold.1"));
    List<String> described =
        page.lines()
            .filter(line -> line.matches("\\.B [a-z\\\\-]+"))
            .map(line -> line.substring(3).replace("\\", ""))
            .filter(name -> !name.equals("linkhold"))
            .toList();
    List<String> commands =
        Main.commandLine(Clock.systemUTC()).getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    assertEquals(commands, described);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "kubernetes.yaml"})
  void theFileIsYaml(String name) throws IOException {
    String file = Files.readString(PACKAGING.resolve(name));
    Iterable<Object> documents = new Yaml().loadAll(new StringReader(file));
    assertTrue(
        StreamSupport.stream(documents.spliterator(), false).allMatch(Map.class::isInstance));
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "kubernetes.yaml"})
  void theImageHasTheVersionOfTheBuild(String name) throws IOException {
    String build = Files.readString(Path.of("..", "pom.xml"));
    String version =
        build.substring(
            build.indexOf("<version>") + "<version>".length(), build.indexOf("</version>"));
    List<String> images =
        Files.readString(PACKAGING.resolve(name))
            .lines()
            .filter(line -> line.contains("image:") && line.contains("linkhold:"))
            .toList();
    assertEquals(1, images.size(), images::toString);
    assertTrue(images.getFirst().endsWith("linkhold:" + version), images::toString);
  }
}
