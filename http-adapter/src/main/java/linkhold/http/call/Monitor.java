package linkhold.http.call;

import java.util.List;
import java.util.Optional;
import linkhold.domain.Change;
import linkhold.formats.ImportCounts;

/**
 * Is notified of what the server does, for metrics and logs. Request threads call these methods, so
 * they return at once and throw nothing. Safe for concurrent use.
 */
public interface Monitor {

  /** Ignores everything. */
  Monitor NONE = new Monitor() {};

  /** A request begins to be served. */
  default void began(Exchange exchange) {}

  /** A request was served, or its connection was lost. */
  default void served(Exchange exchange) {}

  /** A stream of events has begun. */
  default void streamOpened() {}

  /** A stream of events has ended, for whatever reason. */
  default void streamClosed() {}

  /** A stream of events ends because its client disconnected or does not read. */
  default void streamCut() {}

  /**
   * Changes were sent through a stream of events.
   *
   * @param changes at least one
   * @param fresh whether the client had all earlier changes
   */
  default void changesSent(List<Change> changes, boolean fresh) {}

  /** A file was imported over HTTP. */
  default void imported(ImportCounts counts) {}

  /**
   * All metrics.
   *
   * @param contentType of the page
   * @param bytes the page
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record MetricsPage(String contentType, byte[] bytes) {}

  /** All metrics in the format that an {@code Accept} header prefers; empty where none are kept. */
  default Optional<MetricsPage> metrics(String accept) {
    return Optional.empty();
  }

  /** Faults that do not stop the server, a sentence each; shown by readiness. */
  default List<String> warnings() {
    return List.of();
  }
}
