package linkhold.app.clients;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values that steps of a scenario have named, which others use as {@code $name}. */
final class ScenarioValues {

  /** How long a save took. */
  record Span(Instant begin, Instant end) {

    boolean has(Instant time) {
      return !time.isBefore(begin) && !time.isAfter(end);
    }
  }

  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Span> spans = new HashMap<>();

  void put(String name, Object value) {
    values.put("$" + name, value);
  }

  /** Names the id of a link that was saved within {@code span}. */
  void put(String name, long id, Span span) {
    put(name, id);
    spans.put("$" + name, span);
  }

  /** When the link was saved that a value such as {@code $name} stands for. */
  Span span(@Nullable Object value) {
    return Objects.requireNonNull(spans.get(String.valueOf(value)));
  }

  /** A value of the scenario with the names in it replaced by what they stand for. */
  @Nullable Object filled(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list -> list.stream().map(this::filled).toList();
      case Map<?, ?> map -> {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((name, one) -> result.put(name.toString(), filled(one)));
        yield result;
      }
      case String text when values.containsKey(text) -> values.get(text);
      case String text when text.contains("$i") ->
          text.replace("$i", String.valueOf(values.get("$i")));
      default -> value;
    };
  }
}
