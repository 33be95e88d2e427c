/**
 * What those who run the server see of it: {@link linkhold.app.monitor.RequestLog} logs requests,
 * {@link linkhold.app.monitor.Metrics} counts, and {@link linkhold.app.monitor.WatchedStores} and
 * {@link linkhold.app.monitor.WatchedPageReader} tell how long each call of a store and each read
 * of a page took. The HTTP side tells of everything through {@link linkhold.http.call.Monitor}.
 */
@NullMarked
package linkhold.app.monitor;

import org.jspecify.annotations.NullMarked;
