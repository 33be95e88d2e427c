package linkhold.http.call;

import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import linkhold.domain.FaultCode;
import linkhold.domain.Faults;
import linkhold.domain.InvalidInputException;
import linkhold.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, read parameter by parameter. Each fault is recorded with a pointer, as
 * into a JSON object of the parameters, and reading continues, so that {@link #requireValid}
 * reports all of them at once.
 */
public final class QueryParameters {

  private final Map<String, List<String>> parameters = new LinkedHashMap<>();
  private final Faults faults = new Faults();

  private QueryParameters() {}

  /** The parameters of {@code request}. */
  public static QueryParameters of(ServerRequest request) {
    QueryParameters parameters = new QueryParameters();
    String query = request.query().rawValue();
    if (!query.isEmpty()) {
      for (String parameter : query.split("&", -1)) {
        if (!parameter.isEmpty()) {
          parameters.add(parameter);
        }
      }
    }
    return parameters;
  }

  private void add(String parameter) {
    int equals = parameter.indexOf('=');
    String name =
        PercentEncoding.decodeQuery(equals < 0 ? parameter : parameter.substring(0, equals));
    String value = equals < 0 ? "" : PercentEncoding.decodeQuery(parameter.substring(equals + 1));
    if (name == null) {
      faults.add("", "The name of a parameter is not percent-encoded UTF-8.");
    } else if (value == null) {
      faults.add(JsonObject.pointer(name), "Not percent-encoded UTF-8.");
      parameters.computeIfAbsent(name, _ -> new ArrayList<>());
    } else {
      parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
  }

  /** Every value of a parameter, in order. */
  public List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** The value of a parameter; null when it is absent. */
  public @Nullable String one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      faults.add(FaultCode.TOO_MANY, JsonObject.pointer(name), "Given more than once.");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** The value of a parameter that has to be there; null when it is not. */
  public @Nullable String required(String name) {
    require(name);
    return one(name);
  }

  /** Records a fault for every parameter of {@code names} that is absent. */
  public void require(String... names) {
    for (String name : names) {
      if (!parameters.containsKey(name)) {
        faults.add(FaultCode.MISSING, JsonObject.pointer(name), "Missing.");
      }
    }
  }

  /**
   * The size of a page that the caller asks for.
   *
   * @param usual the size when the parameter is absent
   * @param max the maximum; a larger number counts as this
   */
  public int limit(int usual, int max) {
    String expected =
        "Expected a number from 1 to %1$d; a larger one counts as %1$d.".formatted(max);
    return (int) Math.min(number("limit", usual, expected), max);
  }

  /** The id that a parameter has; {@code usual} when it is absent. */
  public long id(String name, long usual) {
    return number(name, usual, "Expected a number, at least 1.");
  }

  private long number(String name, long usual, String expected) {
    String text = one(name);
    if (text == null) {
      return usual;
    }
    String digits = text.replaceFirst("^0+", "");
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      refuse(name, expected);
      return usual;
    }
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** The result of {@code parse} for each value of a parameter, without those that it refuses. */
  public <T> List<T> all(String name, Function<String, T> parse) {
    List<String> values = all(name);
    List<T> parsed = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      T result = faults.at(JsonObject.pointer(name) + "/" + i, () -> parse.apply(value));
      if (result != null) {
        parsed.add(result);
      }
    }
    return parsed;
  }

  /** The result of {@code parse}; null when it refuses. */
  public <T> @Nullable T parse(Supplier<T> parse) {
    return faults.at("", parse);
  }

  /** Records a fault of a parameter. */
  public void refuse(String name, String detail) {
    faults.add(JsonObject.pointer(name), detail);
  }

  /** Records a fault for every parameter that is not in {@code known}. */
  public void refuseOthers(Set<String> known) {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        faults.add(FaultCode.UNKNOWN, JsonObject.pointer(name), "Unknown parameter.");
      }
    }
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException when there was any fault
   */
  public void requireValid() {
    faults.throwIfAny();
  }

  /**
   * {@code value}, after everything was read.
   *
   * @throws InvalidInputException when there was any fault
   */
  public <T> T valid(@Nullable T value) {
    requireValid();
    if (value == null) {
      throw new IllegalArgumentException("No value, and no fault that says why.");
    }
    return value;
  }

  /** These parameters as a query, encoded, with other values of some. */
  public String with(Map<String, String> others) {
    StringBuilder query = new StringBuilder();
    parameters.forEach((name, values) -> {
      if (!others.containsKey(name)) {
        values.forEach(each -> append(query, name, each));
      }
    });
    others.forEach((name, value) -> append(query, name, value));
    return query.toString();
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!query.isEmpty()) {
      query.append('&');
    }
    query.append(PercentEncoding.encode(name)).append('=').append(PercentEncoding.encode(value));
  }
}
