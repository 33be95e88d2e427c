/**
 * Two ports to implement instead of fifty methods: {@link linkhold.domain.storage.Storage} keeps
 * rows, and {@link linkhold.domain.storage.DerivedStores} makes every store of the domain from it.
 */
@NullMarked
package linkhold.domain.storage;

import org.jspecify.annotations.NullMarked;
