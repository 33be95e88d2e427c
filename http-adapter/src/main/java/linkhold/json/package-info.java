/**
 * JSON, and links in it. {@link linkhold.json.JsonReader} parses strictly, {@link
 * linkhold.json.JsonObject} reads a parsed object member by member and notes every fault, {@link
 * linkhold.json.Json} writes. {@link linkhold.json.LinkJson} is the one place that knows the JSON
 * members of a link.
 */
@NullMarked
package linkhold.json;

import org.jspecify.annotations.NullMarked;
