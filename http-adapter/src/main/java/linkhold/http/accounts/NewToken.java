package linkhold.http.accounts;

import java.time.Instant;
import linkhold.domain.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A token to issue.
 *
 * @param label valid as {@link linkhold.domain.Token#requireLabel} says
 * @param expiresAt null for never
 */
record NewToken(String label, Scope scope, @Nullable Instant expiresAt) {}
