@NullMarked
package linkhold.http;

import org.jspecify.annotations.NullMarked;
