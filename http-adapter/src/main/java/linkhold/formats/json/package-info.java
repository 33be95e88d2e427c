/**
 * Links in JSON: Linkhold's own JSON Lines, arrays of links, and documents with links in folders,
 * as browsers and bookmark services write them. {@link linkhold.formats.json.JsonFiles} recognises
 * which of them a file is.
 */
@NullMarked
package linkhold.formats.json;

import org.jspecify.annotations.NullMarked;
