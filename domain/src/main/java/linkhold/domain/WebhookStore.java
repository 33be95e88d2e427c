package linkhold.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The webhooks, and how far each has received the {@link AccountFeed}. Several servers may deliver.
 * Safe for concurrent use; {@link UnavailableException} when the store cannot answer.
 */
public interface WebhookStore {

  /**
   * A part of the feed that is to be sent to a webhook.
   *
   * @param secret signs it
   * @param entries at least one, in the order of the feed
   * @param reservedUntil until when nobody else takes it
   */
  record Delivery(
      Webhook webhook, String secret, List<AccountFeed.Entry> entries, Instant reservedUntil) {

    /** Keeps a copy of the entries. */
    public Delivery {
      entries = List.copyOf(entries);
    }

    /** The number of its last entry. */
    public long last() {
      return entries.getLast().sequence();
    }
  }

  /**
   * Adds a webhook, which receives what changes from now on.
   *
   * @throws InvalidInputException when there are {@link Webhook#MAX_COUNT} already
   */
  Webhook add(String url, String secret);

  /** All of them, by id. */
  List<Webhook> list();

  /**
   * Removes one.
   *
   * @throws NotFoundException when it is not there
   */
  void remove(long id);

  /**
   * Takes deliveries that are due, at most one for each webhook. None is taken twice within {@link
   * Webhook#LEASE}.
   *
   * @param limit how many at most
   */
  List<Delivery> take(int limit);

  /**
   * Ends a delivery: the webhook has received its entries, or is tried again later. Nothing happens
   * when it was taken again meanwhile or its webhook was removed.
   *
   * @param error why it failed; empty when it succeeded
   */
  void finish(Delivery delivery, Optional<String> error);

  /**
   * Gives back a delivery that was not sent, or not to its end; it is due at once. Nothing happens
   * when it was taken again meanwhile or its webhook was removed.
   */
  void release(Delivery delivery);
}
