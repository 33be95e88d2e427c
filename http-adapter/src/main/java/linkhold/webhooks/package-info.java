/**
 * Webhooks: {@link linkhold.webhooks.WebhookWorker} takes deliveries from the store, and {@link
 * linkhold.webhooks.WebhookSender} signs and sends them.
 */
@NullMarked
package linkhold.webhooks;

import org.jspecify.annotations.NullMarked;
