package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Servers of the previous version work on a schema that a newer one has migrated. */
final class RollingUpgradeTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** Statements that would make a server of the previous version fail, by the reason. */
  private static final Map<Pattern, String> REFUSED =
      Map.of(
          Pattern.compile("\\bdrop\\s+(table|column|view|function|schema)\\b"),
          "the version before may use what is dropped",
          Pattern.compile("\\brename\\b"),
          "the version before knows the old name only",
          Pattern.compile("\\balter\\s+column\\s+\\w+\\s+(set\\s+data\\s+)?type\\b"),
          "the version before reads and writes the old type",
          Pattern.compile("\\bset\\s+not\\s+null\\b"),
          "the version before may write null",
          Pattern.compile("\\badd\\s+column\\b(?![^,;]*\\bdefault\\b)[^,;]*\\bnot\\s+null\\b"),
          "the version before writes no such column, which has no default");

  @Test
  void noMigrationRemovesWhatTheVersionBeforeUses() throws IOException {
    List<String> refused = new ArrayList<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.sorted().toList()) {
        refusals(Files.readString(file))
            .forEach(reason -> refused.add(file.getFileName() + ": " + reason));
      }
    }
    assertEquals(List.of(), refused);
  }

  @Test
  void whatTheVersionBeforeWouldNotSurviveIsFound() {
    for (String migration :
        List.of(
            "drop table links;",
            "alter table links drop column url;",
            "alter table links rename column url to address;",
            "alter table links alter column id type integer;",
            "alter table links alter column note set not null;",
            "alter table links add column rank integer not null;")) {
      assertEquals(1, refusals(migration).size(), migration);
    }
    assertEquals(
        List.of(),
        refusals("alter table links add column rank integer not null default 0; drop index a;"));
  }

  private static List<String> refusals(String migration) {
    String text = migration.replaceAll("--[^\n]*", "").toLowerCase(Locale.ROOT);
    List<String> refusals = new ArrayList<>();
    REFUSED.forEach((pattern, reason) -> {
      Matcher found = pattern.matcher(text);
      while (found.find()) {
        refusals.add(reason);
      }
    });
    return refusals;
  }
}
