@NullMarked
package linkhold.domain;

import org.jspecify.annotations.NullMarked;
