/** A store that keeps everything in memory, for demonstrations and for tests of apps. */
@NullMarked
package linkhold.domain.memory;

import org.jspecify.annotations.NullMarked;
