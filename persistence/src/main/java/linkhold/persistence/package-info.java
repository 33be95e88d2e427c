/**
 * The domain's ports on PostgreSQL.
 *
 * <p>{@link linkhold.persistence.Database} is the door: it owns the connections, brings the schema
 * up to date with Flyway and hands out the stores. A store's call becomes one transaction of jOOQ
 * statements, typed by the tables that the build generates from the migrations; what PostgreSQL
 * refuses comes back as a {@link linkhold.domain.DomainException}.
 */
@NullMarked
package linkhold.persistence;

import org.jspecify.annotations.NullMarked;
