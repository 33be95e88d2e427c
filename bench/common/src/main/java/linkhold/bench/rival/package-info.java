/**
 * The code that the rival servers share, so that each does the same work as Linkhold on the same
 * tables: the statements, the link in JSON, the check of a token. They differ in their HTTP servers
 * and their access to PostgreSQL.
 */
@NullMarked
package linkhold.bench.rival;

import org.jspecify.annotations.NullMarked;
