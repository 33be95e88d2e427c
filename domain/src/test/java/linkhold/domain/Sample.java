package linkhold.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of a URL, apart from its spelling: two URLs are the same link when their samples are
 * equal. Texts are unescaped.
 *
 * @param fragment {@code null} for none
 */
record Sample(
    String scheme,
    String host,
    int port,
    List<String> path,
    List<Parameter> query,
    @Nullable String fragment) {

  /** A query parameter; without a value it has no equals sign either. */
  record Parameter(String name, @Nullable String value) {}

  private static final List<String> HOSTS =
      List.of(
          "example.com",
          "www.example.com",
          "example.com.",
          "xn--bcher-kva.example",
          "192.0.2.1",
          "[2001:db8::1]",
          "localhost");

  /** Few, so that samples often have most parts in common. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "b",
          "A",
          "ab",
          "a b",
          "a/b",
          "a?b",
          "a#b",
          "a%b",
          "a%2Fb",
          "%41",
          "é",
          "e\u0301",
          "🍕",
          "a+b",
          "a&b",
          "a=b",
          "[x]",
          "{x|y}",
          "~-_",
          "...",
          "a\\b",
          "\"<^`>",
          "a\u0001b");

  static Sample random(Random random) {
    var path = new ArrayList<String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      path.add(word(random));
    }
    var query = new ArrayList<Parameter>();
    for (int i = random.nextInt(4); i > 0; i--) {
      query.add(parameter(random));
    }
    return new Sample(
        random.nextBoolean() ? "https" : "http",
        HOSTS.get(random.nextInt(HOSTS.size())),
        random.nextInt(3) == 0 ? 8000 + random.nextInt(3) : 0,
        List.copyOf(path),
        List.copyOf(query),
        random.nextInt(3) == 0 ? word(random) : null);
  }

  /** A sample that differs from this one in a single place. */
  Sample withOneChange(Random random) {
    while (true) {
      Sample other = random(random);
      Sample mixed =
          switch (random.nextInt(8)) {
            case 0 -> new Sample(other.scheme, host, port, path, query, fragment);
            case 1 -> new Sample(scheme, other.host, port, path, query, fragment);
            case 2 -> new Sample(scheme, host, other.port, path, query, fragment);
            case 3 -> new Sample(scheme, host, port, other.path, query, fragment);
            case 4 -> new Sample(scheme, host, port, path, other.query, fragment);
            case 5 -> new Sample(scheme, host, port, path, query, other.fragment);
            case 6 -> new Sample(scheme, host, port, joined(path), query, fragment);
            default -> new Sample(scheme, host, port, path, joinedPairs(query), fragment);
          };
      if (!mixed.equals(this)) {
        return mixed;
      }
    }
  }

  /** One segment that holds slashes, where there were several. */
  private static List<String> joined(List<String> path) {
    return path.size() < 2 ? path : List.of(String.join("/", path));
  }

  /** Names that hold equals signs, where there were names and values. */
  private static List<Parameter> joinedPairs(List<Parameter> query) {
    return query.stream()
        .map(p -> p.value() == null ? p : new Parameter(p.name() + "=" + p.value(), null))
        .toList();
  }

  private static Parameter parameter(Random random) {
    return new Parameter(word(random), random.nextInt(4) == 0 ? null : word(random));
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
