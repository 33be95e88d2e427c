/**
 * Outgoing requests to where a link or a webhook points: the only code that opens connections to
 * addresses that users choose. {@link linkhold.outgoing.GuardedClient} is its door. It resolves the
 * host once and has {@link linkhold.outgoing.Guard} decide whether its addresses may be connected
 * to; {@link linkhold.outgoing.Fetcher} connects to those and no others.
 */
@NullMarked
package linkhold.outgoing;

import org.jspecify.annotations.NullMarked;
