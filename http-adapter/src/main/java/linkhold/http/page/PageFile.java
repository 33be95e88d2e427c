package linkhold.http.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One file that the page is made of, as it is served.
 *
 * @param type its media type
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageFile(String name, String type, byte[] bytes) {

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "html", "text/html; charset=utf-8",
          "webmanifest", "application/manifest+json");

  private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$\n?");

  /** Reads {@code resource} from the class path. */
  static PageFile read(String name, String resource) {
    try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("Not on the class path: " + resource);
      }
      return new PageFile(name, typeOf(name), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file with this text. */
  static PageFile of(String name, String text) {
    return new PageFile(name, typeOf(name), text.getBytes(UTF_8));
  }

  private static String typeOf(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Objects.requireNonNull(TYPES.get(ending), name);
  }

  boolean isModule() {
    return name.endsWith(".js");
  }

  String text() {
    return new String(bytes, UTF_8);
  }

  /**
   * A module whose imports of libraries, by their names, are imports of the files they are in. So
   * no import map is needed, which would be an inline script.
   *
   * @param libraries files by the names of libraries
   */
  PageFile withImports(Map<String, String> libraries) {
    String text = SOURCE_MAP.matcher(text()).replaceAll("");
    for (Map.Entry<String, String> library : libraries.entrySet()) {
      Pattern from = Pattern.compile("from\\s*([\"'])" + Pattern.quote(library.getKey()) + "\\1");
      text = from.matcher(text).replaceAll("from \"./" + library.getValue() + "\"");
    }
    return of(name, text);
  }
}
