/**
 * Import and export of whole libraries as files over HTTP. The formats are in {@link
 * linkhold.formats}.
 */
@NullMarked
package linkhold.http.transfer;

import org.jspecify.annotations.NullMarked;
