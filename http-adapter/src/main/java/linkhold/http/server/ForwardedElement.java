package linkhold.http.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one proxy adds about the request that it received, in the header {@code Forwarded} (RFC
 * 7239, 4).
 *
 * @param parameters by their names in lower case
 */
record ForwardedElement(Map<String, String> parameters) {

  /** A parameter, which may be missing, and what separates it from the next. */
  private static final Pattern PAIR =
      Pattern.compile(
          "[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([^\\s;,\"]*)|\"((?:[^\"\\\\]|\\\\.)*)\"))?"
              + "[ \t]*([;,]|$)");

  /** The elements of a header's lines, the first proxy's first; none when it is malformed. */
  static List<ForwardedElement> parse(List<String> lines) {
    String header = String.join(",", lines);
    Matcher matcher = PAIR.matcher(header);
    List<ForwardedElement> elements = new ArrayList<>();
    Map<String, String> parameters = new HashMap<>();
    int end = 0;
    while (end < header.length()) {
      if (!matcher.region(end, header.length()).lookingAt()) {
        return List.of();
      }
      String name = matcher.group(1);
      if (name != null) {
        String value =
            matcher.group(3) == null
                ? matcher.group(2)
                : matcher.group(3).replaceAll("\\\\(.)", "$1");
        parameters.put(name.toLowerCase(Locale.ROOT), value);
      }
      end = matcher.end();
      boolean ends = !matcher.group(4).equals(";");
      if (ends && !parameters.isEmpty()) {
        elements.add(new ForwardedElement(Map.copyOf(parameters)));
        parameters.clear();
      }
    }
    return elements;
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
