/**
 * Reads pages on the network. {@link linkhold.pages.PageWorker} takes links from the queue; {@link
 * linkhold.pages.WebPageReader} follows a URL and makes a {@link linkhold.domain.PageContent} of
 * the answer. Requests are sent by {@link linkhold.outgoing.GuardedClient}, which refuses addresses
 * that are not public.
 */
@NullMarked
package linkhold.pages;

import org.jspecify.annotations.NullMarked;
