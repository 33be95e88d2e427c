/**
 * What operators see of the server: {@link linkhold.app.monitor.RequestLog} logs requests, {@link
 * linkhold.app.monitor.Metrics} counts, and {@link linkhold.app.monitor.WatchedStores} and {@link
 * linkhold.app.monitor.WatchedPageReader} measure each call of a store and each read of a page. The
 * HTTP side reports events through {@link linkhold.http.call.Monitor}.
 */
@NullMarked
package linkhold.app.monitor;

import org.jspecify.annotations.NullMarked;
