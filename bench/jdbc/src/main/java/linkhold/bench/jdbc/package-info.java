/** A plain rival: Linkhold's own HTTP server, pool and driver, one statement per call. */
@NullMarked
package linkhold.bench.jdbc;

import org.jspecify.annotations.NullMarked;
