/**
 * Concurrent calls that share one statement: {@link linkhold.persistence.sharing.SharedCalls}
 * gathers the calls that arrive while a statement runs into the next one. The queue and the
 * semaphore are fair, and time out without a timer for each waiting thread. There is no SQL here.
 */
@NullMarked
package linkhold.persistence.sharing;

import org.jspecify.annotations.NullMarked;
