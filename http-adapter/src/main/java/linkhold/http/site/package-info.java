/**
 * Pages about the server itself, the same for everybody: health, the OpenAPI document and the
 * reference made from it, and a page for each type of problem.
 */
@NullMarked
package linkhold.http.site;

import org.jspecify.annotations.NullMarked;
