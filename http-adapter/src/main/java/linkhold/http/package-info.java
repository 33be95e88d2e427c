/**
 * The HTTP side: everything a client can call, and nothing of how links are kept.
 *
 * <p>{@link linkhold.http.HttpApi} starts the server and lists every {@link linkhold.http.Resource}
 * once. A request passes the filters and {@link linkhold.http.Access}, which tells for whom it acts
 * and whether it may; then its resource picks the {@link linkhold.http.Endpoint} of its method,
 * which reads the request, calls a port and returns an {@link linkhold.http.Answer}. Whatever is
 * thrown on the way becomes a {@link linkhold.http.Problem}. Classes whose names begin with {@code
 * Linkding} are a second front over the same ports, for apps made for linkding.
 */
@NullMarked
package linkhold.http;

import org.jspecify.annotations.NullMarked;
