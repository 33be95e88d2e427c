package linkhold.app.monitor;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import linkhold.domain.Change;
import linkhold.formats.ImportCounts;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;

/**
 * Several monitors as one.
 *
 * @param all in the order in which they are called
 */
public record Monitors(List<Monitor> all) implements Monitor {

  /** Keeps a copy of the list. */
  public Monitors {
    all = List.copyOf(all);
  }

  private void each(Consumer<Monitor> event) {
    all.forEach(event);
  }

  @Override
  public void began(Exchange exchange) {
    each(monitor -> monitor.began(exchange));
  }

  @Override
  public void served(Exchange exchange) {
    each(monitor -> monitor.served(exchange));
  }

  @Override
  public void streamOpened() {
    each(Monitor::streamOpened);
  }

  @Override
  public void streamClosed() {
    each(Monitor::streamClosed);
  }

  @Override
  public void streamCut() {
    each(Monitor::streamCut);
  }

  @Override
  public void changesSent(List<Change> changes, boolean fresh) {
    each(monitor -> monitor.changesSent(changes, fresh));
  }

  @Override
  public void imported(ImportCounts counts) {
    each(monitor -> monitor.imported(counts));
  }

  @Override
  public Optional<MetricsPage> metrics(String accept) {
    return all.stream().flatMap(monitor -> monitor.metrics(accept).stream()).findFirst();
  }

  @Override
  public List<String> warnings() {
    return all.stream().flatMap(monitor -> monitor.warnings().stream()).toList();
  }
}
