package linkhold.app.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import linkhold.app.settings.SettingValues.Given;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A YAML file of settings: one flat mapping from their keys to values. A value is taken as it is
 * written, so that a password of digits stays a text.
 */
final class ConfigurationFile {

  private final Path file;
  private final List<Setting<?>> table;
  private final List<String> mistakes;
  private final Map<Setting<?>, Given> given = new HashMap<>();

  /** A file for settings of {@code table}; mistakes in it are added to {@code mistakes}. */
  ConfigurationFile(Path file, List<Setting<?>> table, List<String> mistakes) {
    this.file = file;
    this.table = table;
    this.mistakes = mistakes;
  }

  /** The settings in the file. */
  Map<Setting<?>, Given> read() {
    try {
      Node content = parse(Files.readString(file));
      if (content instanceof MappingNode mapping) {
        mapping.getValue().forEach(this::readEntry);
      } else if (content != null) {
        mistakes.add(file + " does not hold 'key: value' lines.");
      }
    } catch (IOException e) {
      mistakes.add("The configuration file " + file + " cannot be read: " + reason(e) + ".");
    } catch (MarkedYAMLException e) {
      mistakes.add(
          file + ", line " + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem() + ".");
    } catch (YAMLException e) {
      mistakes.add(file + " is not YAML.");
    }
    return given;
  }

  private static @Nullable Node parse(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
  }

  private void readEntry(NodeTuple entry) {
    String place = file + ", line " + (entry.getKeyNode().getStartMark().getLine() + 1);
    String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    Optional<Setting<?>> setting =
        table.stream().filter(known -> known.name().equals(key)).findFirst();
    if (setting.isEmpty()) {
      mistakes.add(
          place + ": there is no setting '" + key + "'; ./linkhold serve --help lists them.");
    } else if (!(entry.getValueNode() instanceof ScalarNode value)) {
      mistakes.add(place + ": '" + key + "' needs a single value.");
    } else if (given.put(setting.get(), new Given(value.getValue(), place + ": " + key)) != null) {
      mistakes.add(place + ": '" + key + "' is there twice.");
    }
  }

  /** Why a file cannot be read, in the middle of a sentence. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "no permission";
      case CharacterCodingException _ -> "it is not UTF-8";
      default -> String.valueOf(e.getMessage());
    };
  }
}
