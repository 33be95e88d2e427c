package linkhold.domain.url;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The parts of a URL that only say where a visitor came from, or who shared it, by host and name.
 * The table is the resource {@code tracking-parameters.txt}, which says how to add to it; a server
 * may have {@linkplain #withOwn names of its own} besides. A name that some site uses to choose
 * what to show ({@code ref}, {@code source}, {@code si}, {@code feature}) stands there with hosts
 * only.
 */
public final class TrackingParameters {
  private static final String EVERY_HOST = "*";

  /** Matches the public suffix of a host's name, such as {@code co.uk}. */
  private static final String ANY_REGISTRY = ".*";

  /** Second-level names under which registries of countries give names. */
  private static final Set<String> SECOND_LEVEL = Set.of("co", "com", "net", "org", "ne", "or");

  private static final Pattern OWN =
      Pattern.compile("((\\*|[^\\s/?#@:*]+(\\.\\*)?)\\s*:\\s*)?/?[^\\s/?#&:*]+\\*?");

  private static final TrackingParameters TABLE = new TrackingParameters();

  private static volatile TrackingParameters current = TABLE;

  /** The dropped names, by host. */
  private final Map<String, Names> byHost = new HashMap<>();

  /** The own names, sorted. */
  private final Set<String> own = new TreeSet<>();

  /** Reads the table. */
  private TrackingParameters() {
    for (String line : table().split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] columns = line.split(" *\\| *", -1);
        for (String host : columns[0].split(" ", -1)) {
          for (String name : columns[1].split(" +", -1)) {
            add(host, name);
          }
        }
      }
    }
  }

  private static String table() {
    String resource = "tracking-parameters.txt";
    try (InputStream stream = TrackingParameters.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parameters that count from now on, in the whole program: those of {@link #use}. */
  public static TrackingParameters current() {
    return current;
  }

  /**
   * Uses these parameters in the whole program. To be called before the first URL is parsed; stored
   * URLs have to be compared again.
   */
  public static void use(TrackingParameters parameters) {
    current = parameters;
  }

  /**
   * The parameters of the table and further ones.
   *
   * @param names each a name that is dropped at every host, or {@code host:name}, written as in the
   *     table
   * @throws RefusedUrlException when one of them is neither
   */
  public static TrackingParameters withOwn(List<String> names) {
    TrackingParameters parameters = new TrackingParameters();
    for (String entry : names) {
      int colon = entry.indexOf(':');
      String host = colon < 0 ? EVERY_HOST : entry.substring(0, colon).strip();
      String name = entry.substring(colon + 1).strip();
      if (!isOwn(entry)) {
        throw new RefusedUrlException(
            "\"" + entry + "\" is neither a parameter's name nor host:name.");
      }
      parameters.add(host, name);
      parameters.own.add(host.toLowerCase(Locale.ROOT) + ':' + name.toLowerCase(Locale.ROOT));
    }
    return parameters;
  }

  /** Whether it is a parameter's name or {@code host:name}. */
  public static boolean isOwn(String entry) {
    return OWN.matcher(entry.strip()).matches();
  }

  private void add(String host, String name) {
    byHost.computeIfAbsent(host.toLowerCase(Locale.ROOT), _ -> new Names()).add(name);
  }

  /** All that decides what is dropped, as one text: a change of it changes canonical forms. */
  public String fingerprint() {
    return table() + own;
  }

  /** The query without them, the rest in order. */
  String removeFromQuery(String host, String query) {
    if (query.isEmpty()) {
      return query;
    }
    List<Names> names = namesAt(host);
    var kept = new StringJoiner("&");
    for (String parameter : query.split("&", -1)) {
      int end = UrlParts.indexOrEnd(parameter, '=', 0, parameter.length());
      String name = ReadableUrl.of(parameter.substring(0, end)).toLowerCase(Locale.ROOT);
      if (names.stream().noneMatch(some -> some.include(name))) {
        kept.add(parameter);
      }
    }
    return kept.toString();
  }

  /** The path up to the first segment that is one of them. */
  String removeFromPath(String host, String path) {
    if (path.length() < 2) {
      return path;
    }
    String lower = path.toLowerCase(Locale.ROOT);
    return namesAt(host).stream()
        .mapToInt(names -> names.indexIn(lower))
        .filter(index -> index > 0)
        .min()
        .stream()
        .mapToObj(index -> path.substring(0, index))
        .findFirst()
        .orElse(path);
  }

  private List<Names> namesAt(String host) {
    List<Names> names = new ArrayList<>();
    addIfThere(names, EVERY_HOST);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String owned = name.substring(0, registryStart(name)) + ANY_REGISTRY;
    for (int i = 0; i >= 0; i = nextLabel(name, i)) {
      addIfThere(names, name.substring(i));
    }
    for (int i = 0; i >= 0; i = nextLabel(owned, i)) {
      addIfThere(names, owned.substring(i));
    }
    return names;
  }

  private void addIfThere(List<Names> names, String host) {
    Names there = byHost.get(host);
    if (there != null) {
      names.add(there);
    }
  }

  private static int nextLabel(String name, int start) {
    int dot = name.indexOf('.', start);
    return dot < 0 || name.substring(dot).equals(ANY_REGISTRY) ? -1 : dot + 1;
  }

  /** The index of the dot before the public suffix; the name's end when it has no dot. */
  private static int registryStart(String name) {
    int last = name.lastIndexOf('.');
    if (last < 0) {
      return name.length();
    }
    int before = name.lastIndexOf('.', last - 1);
    boolean country = name.length() - last == 3;
    return country && before > 0 && SECOND_LEVEL.contains(name.substring(before + 1, last))
        ? before
        : last;
  }

  /** Names at one host, in lower case. */
  private static final class Names {
    private final Set<String> whole = new HashSet<>();
    private final List<String> beginnings = new ArrayList<>();
    private final List<String> segments = new ArrayList<>();

    void add(String given) {
      String name = given.toLowerCase(Locale.ROOT);
      if (name.startsWith("/")) {
        segments.add(name);
      } else if (name.endsWith("*")) {
        beginnings.add(name.substring(0, name.length() - 1));
      } else {
        whole.add(name);
      }
    }

    boolean include(String name) {
      return whole.contains(name) || beginnings.stream().anyMatch(name::startsWith);
    }

    int indexIn(String path) {
      return segments.stream().mapToInt(path::indexOf).filter(i -> i > 0).min().orElse(-1);
    }
  }
}
