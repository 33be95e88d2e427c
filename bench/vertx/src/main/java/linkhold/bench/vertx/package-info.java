/**
 * A reactive rival: Vert.x and its PostgreSQL client, an event loop a core. Reads are pipelined on
 * few connections; saves go over a pool, where pipelining would make them wait for each other's
 * locks.
 */
@NullMarked
package linkhold.bench.vertx;

import org.jspecify.annotations.NullMarked;
