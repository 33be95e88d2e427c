package linkhold.http.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import linkhold.domain.Sha256;
import org.jspecify.annotations.Nullable;

/** The files of the page. Read once, at the first request. */
final class PageFiles {

  private static final List<String> OWN =
      List.of(
          "api.js",
          "app.js",
          "canonical-url.js",
          "dialog.js",
          "dialogs.js",
          "editor.js",
          "icons.js",
          "keys.js",
          "library.js",
          "list.js",
          "model.js",
          "save.js",
          "search-text.js",
          "search.js",
          "settings.js",
          "shared-text.js",
          "sidebar.js",
          "sign-in.js",
          "tag-input.js",
          "ui.js",
          "style.css",
          "icon.svg",
          "icon-180.png",
          "icon-192.png",
          "icon-512.png",
          "icon-maskable-512.png");

  /** The sync client, which is usable without the page. */
  private static final List<String> CLIENT =
      List.of("copy.js", "digest.js", "indexeddb-storage.js", "link-view.js", "linkhold-sync.js");

  private static final String CLIENT_FOLDER = "/linkhold/clients/javascript/";

  private static final String TRACKING_PARAMETERS = "/linkhold/domain/url/tracking-parameters.txt";

  /** Files by the names by which modules import the libraries in them. */
  private static final Map<String, String> LIBRARIES =
      Map.of("preact", "preact.js", "preact/hooks", "preact-hooks.js", "htm", "htm.js");

  /** Made at the first request. */
  private static final class Loaded {
    static final PageFiles FILES = new PageFiles();
  }

  private final Map<String, PageFile> byName;
  private final String version;

  private PageFiles() {
    String preact = webjar("preact", "org.webjars.npm");
    String htm = "/META-INF/resources/_static/htm/" + version("htm", "org.mvnpm");
    this.byName =
        Stream.of(
                OWN.stream().map(name -> PageFile.read(name, name)),
                CLIENT.stream().map(name -> PageFile.read(name, CLIENT_FOLDER + name)),
                Stream.of(
                    PageFile.read("preact.js", preact + "/dist/preact.module.js"),
                    PageFile.read("preact-hooks.js", preact + "/hooks/dist/hooks.module.js"),
                    PageFile.read("htm.js", htm + "/dist/htm.module.js"),
                    trackingParameters()))
            .flatMap(files -> files)
            .map(file -> file.isModule() ? file.withImports(LIBRARIES) : file)
            .collect(
                Collectors.toMap(
                    PageFile::name, file -> file, (one, _) -> one, LinkedHashMap::new));
    this.version = digest();
  }

  static PageFiles get() {
    return Loaded.FILES;
  }

  /**
   * The domain's table of tracking parameters as a module, so that the page takes the same URLs for
   * one link.
   */
  private static PageFile trackingParameters() {
    String table = PageFile.read("table.html", TRACKING_PARAMETERS).text();
    String literal = table.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${");
    return PageFile.of("tracking-parameters.js", "export const TABLE = `" + literal + "`;\n");
  }

  private static String webjar(String name, String group) {
    return "/META-INF/resources/webjars/" + name + "/" + version(name, group);
  }

  private static String version(String name, String group) {
    String resource = "/META-INF/maven/" + group + "/" + name + "/pom.properties";
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, resource));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of the page: a digest of the names and content of all files. */
  private String digest() {
    MessageDigest digest = Sha256.start();
    Stream<PageFile> templates = Stream.of("index.html", "service-worker.js").map(this::template);
    Stream.concat(byName.values().stream(), templates)
        .forEach(file -> {
          digest.update(file.name().getBytes(UTF_8));
          digest.update(file.bytes());
        });
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 6));
  }

  private PageFile template(String name) {
    return PageFile.read(name, name);
  }

  String version() {
    return version;
  }

  /** The file of this name; null when there is none. */
  @Nullable PageFile find(String name) {
    return byName.get(name);
  }

  /**
   * A template with its placeholders filled in, for clients that see {@code base} in front of every
   * path.
   */
  PageFile filled(String name, String base) {
    String folder = base + "page/" + version + "/";
    String text =
        template(name)
            .text()
            .replace("{{base}}", base)
            .replace("{{files}}", folder)
            .replace("{{version}}", version)
            .replace("{{modules}}", preloads(folder))
            .replace("{{list}}", list());
    return PageFile.of(name, text);
  }

  /** Has the browser fetch all modules at once, instead of one after the other finds the next. */
  private String preloads(String folder) {
    return names(PageFile::isModule)
        .map(name -> "<link rel=\"modulepreload\" href=\"" + folder + name + "\">")
        .collect(Collectors.joining("\n  "));
  }

  /**
   * What the service worker caches, relative to the base: the shell, which is "", and the files.
   */
  private String list() {
    return Stream.concat(
            Stream.of("", "manifest.webmanifest"),
            names(_ -> true).map(name -> "page/" + version + "/" + name))
        .map(path -> '"' + path + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Stream<String> names(Predicate<PageFile> wanted) {
    return byName.values().stream().filter(wanted).map(PageFile::name);
  }
}
