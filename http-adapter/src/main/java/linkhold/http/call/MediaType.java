package linkhold.http.call;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A media type or media range (RFC 9110, 8.3.1 and 12.5.1), read leniently: text that is not a
 * media type matches nothing.
 *
 * @param name such as {@code application/json}, in lower case
 * @param parameters by their names in lower case
 */
public record MediaType(String name, Map<String, String> parameters) {

  static final MediaType JSON = new MediaType("application/json", Map.of());

  /** A merge patch (RFC 7396). */
  static final MediaType MERGE_PATCH = new MediaType("application/merge-patch+json", Map.of());

  /** The media type that {@code text} names. */
  public static MediaType parse(String text) {
    if (text.equals(JSON.name)) {
      return JSON;
    }
    String[] parts = text.split(";", -1);
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        parameters.put(
            lower(parts[i].substring(0, equals)), unquoted(parts[i].substring(equals + 1)));
      }
    }
    return new MediaType(lower(parts[0]), parameters);
  }

  /** Whether {@code other} is this type, whatever its parameters. */
  boolean isSameAs(MediaType other) {
    return name.equals(other.name);
  }

  /** Whether a body of this type is JSON text. */
  public boolean isJson() {
    return name.equals(JSON.name) || name.startsWith("application/") && name.endsWith("+json");
  }

  /** The value of a parameter, named in lower case; null when it is absent. */
  @Nullable String parameter(String parameter) {
    return parameters.get(parameter);
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static String unquoted(String text) {
    String value = text.strip();
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
