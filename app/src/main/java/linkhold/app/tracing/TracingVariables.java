package linkhold.app.tracing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import linkhold.app.settings.ConfigurationException;

/** The environment variables of OpenTelemetry that decide whether and how traces are sent. */
public final class TracingVariables {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
  private static final String TRACES_PROTOCOL = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";

  /** The one that is supported. */
  static final String HTTP = "http/protobuf";

  private TracingVariables() {}

  /** Whether traces are wanted: whether there is an address to send them to. */
  public static boolean areSet(Map<String, String> environment) {
    return first(environment, TRACES_ENDPOINT, ENDPOINT).isPresent();
  }

  /**
   * Refuses a protocol that would need further libraries.
   *
   * @throws ConfigurationException when it is not {@link #HTTP}
   */
  static void requireSupported(Map<String, String> environment) {
    first(environment, TRACES_PROTOCOL, PROTOCOL)
        .filter(protocol -> !protocol.equals(HTTP))
        .ifPresent(protocol -> {
          throw new ConfigurationException(
              List.of(
                  PROTOCOL
                      + " is '"
                      + protocol
                      + "', but traces are sent by "
                      + HTTP
                      + " only, for which collectors listen on port 4318."));
        });
  }

  private static Optional<String> first(Map<String, String> environment, String... names) {
    return Stream.of(names)
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
