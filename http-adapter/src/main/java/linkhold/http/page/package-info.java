/**
 * The page for people. {@code PageFiles} reads its parts, which lie beside these classes, in {@code
 * clients/javascript} and in the jars of its libraries, once; {@code PageRoutes} serves them: the
 * shell at {@code /} and {@code /save}, everything else under the version, which is a digest of the
 * content.
 */
@NullMarked
package linkhold.http.page;

import org.jspecify.annotations.NullMarked;
