/**
 * linkding's REST API over the same ports, for apps and extensions made for linkding: its own JSON
 * and forms, paging by offset, search grammar, and errors. See {@code docs/linkding.md}.
 */
@NullMarked
package linkhold.http.linkding;

import org.jspecify.annotations.NullMarked;
