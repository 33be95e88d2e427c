/**
 * Reads pages on the network: the only code that opens connections of its own to where a link or a
 * webhook points. {@link linkhold.pages.PageWorker} takes links from the queue; {@link
 * linkhold.pages.WebPageReader} follows a URL and makes a {@link linkhold.domain.PageContent} of
 * the answer. Before each request {@link linkhold.pages.Guard} decides which addresses may be
 * connected to, and {@link linkhold.pages.Fetcher} connects to those and no others. Webhooks are
 * sent in the same way, by {@link linkhold.pages.WebhookWorker} and {@link
 * linkhold.pages.WebhookSender}.
 */
@NullMarked
package linkhold.pages;

import org.jspecify.annotations.NullMarked;
