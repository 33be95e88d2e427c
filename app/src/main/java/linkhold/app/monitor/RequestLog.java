package linkhold.app.monitor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;

/** Logs each request, if that is configured, and those that take long. */
public final class RequestLog implements Monitor {

  private static final Logger ACCESS = System.getLogger("linkhold.access");
  private static final Logger SLOW = System.getLogger(RequestLog.class.getName());

  private final boolean all;
  private final long slowNanos;

  /**
   * Logs requests.
   *
   * @param all whether each is logged
   * @param slow those that take longer are logged as slow; zero for none
   */
  public RequestLog(boolean all, Duration slow) {
    this.all = all;
    this.slowNanos = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
  }

  @Override
  public void served(Exchange exchange) {
    if (all) {
      ACCESS.log(Level.INFO, "Request", fields(exchange));
    }
    if (exchange.nanos() > slowNanos && !exchange.isEndless()) {
      Map<String, Object> fields = fields(exchange);
      if (!exchange.slowestCall().isEmpty()) {
        fields.put("slowest_call", exchange.slowestCall());
        fields.put("slowest_call_ms", millis(exchange.slowestNanos()));
      }
      SLOW.log(Level.WARNING, "Slow request", fields);
    }
  }

  private static Map<String, Object> fields(Exchange exchange) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", exchange.method());
    fields.put("route", exchange.route());
    fields.put("status", exchange.status() == 0 ? "aborted" : exchange.status());
    fields.put("ms", millis(exchange.nanos()));
    fields.put("bytes", exchange.bytes());
    if (exchange.account() != 0) {
      fields.put("account", exchange.account());
    }
    return fields;
  }

  private static double millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0;
  }
}
