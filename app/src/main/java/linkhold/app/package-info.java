/**
 * The program: the command line ({@link linkhold.app.Main}, one file per sub-command), the
 * configuration, and {@link linkhold.app.Application}, which wires the HTTP side to the PostgreSQL
 * stores by hand. Without an external database it runs the {@link
 * linkhold.app.postgres.EmbeddedPostgres} that Linkhold brings along. It is the only package that
 * knows every module.
 */
@NullMarked
package linkhold.app;

import org.jspecify.annotations.NullMarked;
