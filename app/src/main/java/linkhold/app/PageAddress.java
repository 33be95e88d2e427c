package linkhold.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import linkhold.http.HttpSettings;

/**
 * The address of the server's page. A server on an embedded database writes it into the data
 * directory, so that commands know it, whatever the server's flags.
 */
final class PageAddress {

  private static final Logger LOG = System.getLogger(PageAddress.class.getName());

  private static final String FILE = "page-address";

  /** Hosts that mean every address of the machine. */
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");

  private PageAddress() {}

  /** The address by the settings, ending with a slash: the public one, or else of this machine. */
  static String of(HttpSettings settings, int port) {
    if (!settings.publicUrl().isEmpty()) {
      return settings.publicUrl() + "/";
    }
    String host = ANY_ADDRESS.contains(settings.host()) ? "localhost" : settings.host();
    return "%s://%s:%d%s/"
        .formatted(
            settings.tls() == null ? "http" : "https",
            host.contains(":") ? "[" + host + "]" : host,
            port,
            settings.basePath());
  }

  /** The address of the server that uses the configured data, or else by the settings. */
  static String of(Configuration configuration) {
    HttpSettings settings = configuration.http();
    return settings.publicUrl().isEmpty()
        ? written(configuration).orElseGet(() -> of(settings, settings.port()))
        : of(settings, settings.port());
  }

  /** Writes the address of a server that listens on {@code port}, for commands. */
  static void write(Configuration configuration, int port) {
    file(configuration)
        .ifPresent(file -> {
          try {
            Files.writeString(file, of(configuration.http(), port) + "\n", UTF_8);
          } catch (IOException e) {
            LOG.log(Level.WARNING, "Commands will not know the page's address: " + e.getMessage());
          }
        });
  }

  /** Removes what {@link #write} wrote. */
  static void remove(Configuration configuration) {
    file(configuration)
        .ifPresent(file -> {
          try {
            Files.deleteIfExists(file);
          } catch (IOException e) {
            LOG.log(Level.WARNING, "The page's address stays in " + file + ": " + e.getMessage());
          }
        });
  }

  private static Optional<String> written(Configuration configuration) {
    return file(configuration)
        .filter(Files::exists)
        .flatMap(file -> {
          try {
            return Optional.of(Files.readString(file, UTF_8).strip());
          } catch (IOException e) {
            return Optional.empty();
          }
        });
  }

  private static Optional<Path> file(Configuration configuration) {
    return configuration.inMemory() || configuration.database().isPresent()
        ? Optional.empty()
        : Optional.of(configuration.dataDirectory().resolve(FILE));
  }
}
