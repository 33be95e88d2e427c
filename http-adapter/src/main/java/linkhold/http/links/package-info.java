/**
 * Links and tags over HTTP: the calls {@code /links} of the simplest app, {@code /v1/links} and
 * {@code /v1/tags}. Each {@code *Routes} class lists its resources first; the {@code *Json} classes
 * write and read the JSON members of a link.
 */
@NullMarked
package linkhold.http.links;

import org.jspecify.annotations.NullMarked;
