/**
 * The HTTP side: everything that a client can call, and nothing about how links are stored.
 *
 * <p>{@link linkhold.http.HttpApi}, the door, starts the server; {@link linkhold.http.ApiResources}
 * lists every {@link linkhold.http.call.Resource} once. A request passes the filters of {@code
 * server}, and {@link linkhold.http.access.Access} decides for which account it acts and whether it
 * may; then its resource picks the {@link linkhold.http.call.Endpoint} of its method, which reads
 * the request, calls a port and returns an {@link linkhold.http.call.Response}. Every exception on
 * the way becomes a {@link linkhold.http.call.Problem}. The features ({@code links}, {@code sync},
 * {@code accounts}, {@code transfer}, {@code linkding}, {@code page}, {@code site}) do not know
 * each other.
 */
@NullMarked
package linkhold.http;

import org.jspecify.annotations.NullMarked;
