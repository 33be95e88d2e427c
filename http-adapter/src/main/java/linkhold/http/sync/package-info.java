/**
 * How devices stay in step: batches in, changes out, by pages or as server-sent events. {@link
 * linkhold.http.sync.Listeners} holds the open streams and wakes those of an account when the store
 * says that it changed; a cursor tells where a client stands.
 */
@NullMarked
package linkhold.http.sync;

import org.jspecify.annotations.NullMarked;
