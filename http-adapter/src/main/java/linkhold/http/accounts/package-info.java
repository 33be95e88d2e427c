/** Accounts and tokens over HTTP: a caller's own account, and the calls of {@code admin} tokens. */
@NullMarked
package linkhold.http.accounts;

import org.jspecify.annotations.NullMarked;
