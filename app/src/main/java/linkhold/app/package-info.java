@NullMarked
package linkhold.app;

import org.jspecify.annotations.NullMarked;
