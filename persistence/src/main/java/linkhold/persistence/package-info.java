@NullMarked
package linkhold.persistence;

import org.jspecify.annotations.NullMarked;
