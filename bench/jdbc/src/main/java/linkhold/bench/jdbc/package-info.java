/** A rival of the plain kind: Linkhold's own HTTP server, pool and driver, a statement a call. */
@NullMarked
package linkhold.bench.jdbc;

import org.jspecify.annotations.NullMarked;
