package linkhold.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of figures, as Markdown for people and as JSON for programs. */
final class Report {

  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a condition of the figures, such as the machine. */
  void fact(String name, String value) {
    facts.put(name, value);
  }

  void add(Row row) {
    rows.add(row);
  }

  /** Whether every figure is valid. */
  boolean isValid() {
    return rows.stream().flatMap(row -> row.figures().values().stream()).allMatch(Figure::isValid);
  }

  /** Writes {@code results.md} and {@code results.json}. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("results.md"), markdown());
    writeJson(directory.resolve("results.json"));
  }

  /** The table: medians of the rounds, with minimum and maximum in brackets. */
  String markdown() {
    Set<String> contenders = new LinkedHashSet<>();
    rows.forEach(row -> contenders.addAll(row.figures().keySet()));
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
    text.append("\n| |");
    contenders.forEach(name -> text.append(' ').append(name).append(" |"));
    text.append(" goal | reached |\n|---|")
        .append("---|".repeat(contenders.size() + 2))
        .append('\n');
    for (Row row : rows) {
      text.append("| ").append(row.title()).append(" |");
      contenders.forEach(name -> text.append(' ').append(cell(row, name)).append(" |"));
      text.append(' ');
      text.append(row.goals().stream().map(Goal::text).collect(Collectors.joining("; ")));
      text.append(" | ");
      text.append(
          row.goals().stream()
              .map(goal -> row.reached(goal).map(yes -> yes ? "yes" : "**no**").orElse("?"))
              .collect(Collectors.joining("; ")));
      text.append(" |\n");
    }
    return text.toString();
  }

  private static String cell(Row row, String contender) {
    Figure figure = row.figures().get(contender);
    if (figure == null) {
      return "";
    }
    if (!figure.isValid()) {
      return "invalid: " + figure.fault();
    }
    String spread =
        figure.values().size() > 1
            ? " (" + number(figure.least()) + "–" + number(figure.most()) + ")"
            : "";
    String ratio =
        contender.equals(Row.OWN)
            ? ""
            : row.ratio(contender)
                .map(times -> String.format(Locale.ROOT, "; Linkhold %.2f ×", times))
                .orElse("");
    return number(figure.median()) + row.unit() + spread + ratio;
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  private void writeJson(Path file) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(Files.newBufferedWriter(file))
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      for (Map.Entry<String, String> fact : facts.entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeArrayFieldStart("rows");
      for (Row row : rows) {
        write(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("title", row.title());
    json.writeStringField("unit", row.unit().strip());
    json.writeObjectFieldStart("figures");
    for (Map.Entry<String, Figure> entry : row.figures().entrySet()) {
      Figure figure = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      if (figure.isValid()) {
        json.writeNumberField("median", figure.median());
        json.writeNumberField("least", figure.least());
        json.writeNumberField("most", figure.most());
        json.writeFieldName("rounds");
        double[] values = figure.values().stream().mapToDouble(Double::doubleValue).toArray();
        json.writeArray(values, 0, values.length);
      } else {
        json.writeStringField("invalid", figure.fault());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("goals");
    for (Goal goal : row.goals()) {
      json.writeStartObject();
      json.writeStringField("goal", goal.text());
      var reached = row.reached(goal);
      if (reached.isPresent()) {
        json.writeBooleanField("reached", reached.get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
