/**
 * What those who run the server see of it: {@link linkhold.app.monitor.RequestLog} logs requests,
 * and {@link linkhold.app.monitor.WatchedStores} tells how long each call of a store took. The HTTP
 * side tells of everything through {@link linkhold.http.call.Monitor}.
 */
@NullMarked
package linkhold.app.monitor;

import org.jspecify.annotations.NullMarked;
