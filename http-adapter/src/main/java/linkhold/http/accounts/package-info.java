/**
 * Accounts and tokens over HTTP: what a caller may know about its own account, and what {@code
 * admin} tokens manage.
 */
@NullMarked
package linkhold.http.accounts;

import org.jspecify.annotations.NullMarked;
