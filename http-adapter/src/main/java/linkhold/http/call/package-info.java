/**
 * What every request and response needs. A {@link linkhold.http.call.Resource} is one path; its
 * {@link linkhold.http.call.Endpoint} of each method reads the request (parameters, JSON body,
 * preconditions), and returns an {@link linkhold.http.call.Response}. Whatever is wrong with a
 * request is thrown as a {@link linkhold.http.call.RefusedRequest} and sent as a {@link
 * linkhold.http.call.Problem} (RFC 9457).
 */
@NullMarked
package linkhold.http.call;

import org.jspecify.annotations.NullMarked;
