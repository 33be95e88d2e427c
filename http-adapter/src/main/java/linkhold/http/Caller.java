package linkhold.http;

import linkhold.domain.Account;

/**
 * Who sent a request.
 *
 * @param account for which the request acts
 * @param scope what it may do: {@code read}, {@code write} or {@code admin}
 */
record Caller(Account account, String scope) {}
