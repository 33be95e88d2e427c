/**
 * Authentication, authorization and rate limits. {@link linkhold.http.access.Access} decides for
 * each request which account it acts for: by a token ({@link linkhold.http.access.TokenAccess}), or
 * without tokens on a loopback address ({@link linkhold.http.access.OpenAccess}). Requests for each
 * token and failures for each address are limited here.
 */
@NullMarked
package linkhold.http.access;

import org.jspecify.annotations.NullMarked;
