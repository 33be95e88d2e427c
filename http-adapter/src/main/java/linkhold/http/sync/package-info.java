/**
 * How devices synchronise: batches in, changes out, by pages or as server-sent events. {@link
 * linkhold.http.sync.Listeners} holds the open streams and wakes those of an account when the store
 * signals a change; a cursor is a client's position.
 */
@NullMarked
package linkhold.http.sync;

import org.jspecify.annotations.NullMarked;
