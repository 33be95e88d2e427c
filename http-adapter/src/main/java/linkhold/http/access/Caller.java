package linkhold.http.access;

import linkhold.domain.Account;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param account for which the request acts
 * @param scope what it may do
 * @param token of the request; null in open mode
 */
public record Caller(Account account, Scope scope, @Nullable Token token) {}
