package linkhold.http;

import linkhold.domain.Account;
import linkhold.domain.Scope;

/**
 * Who sent a request.
 *
 * @param account for which the request acts
 * @param scope what it may do
 */
record Caller(Account account, Scope scope) {}
