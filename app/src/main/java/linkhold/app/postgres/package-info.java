/**
 * The embedded PostgreSQL: {@link linkhold.app.postgres.EmbeddedPostgres} unpacks the binaries,
 * creates or opens the cluster in a data directory, starts it as an unprivileged user, checks that
 * it is durable, and stops it. One lock file decides which process owns a directory.
 */
@NullMarked
package linkhold.app.postgres;

import org.jspecify.annotations.NullMarked;
