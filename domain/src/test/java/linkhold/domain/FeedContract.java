package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.AccountFeed.Page;
import linkhold.domain.AccountFeed.Position;
import linkhold.domain.WebhookStore.Delivery;
import org.junit.jupiter.api.Test;

/** What every {@link AccountFeed} and {@link WebhookStore} must do. */
public interface FeedContract extends StoreContract {

  /** The tested feed. */
  default AccountFeed feed() {
    return stores().feed();
  }

  /** The tested webhooks. */
  default WebhookStore webhooks() {
    return stores().webhooks();
  }

  @Test
  default void anAccountThatChangesComesOnceAtItsLatestVersion() {
    Account changed = newNamedAccount();
    Account other = newNamedAccount();
    links().save(changed.id(), draft("https://example.com/a"));
    Position begin = awaitVersion(changed, Optional.empty());

    links().save(changed.id(), draft("https://example.com/b"));
    links().save(other.id(), draft("https://example.com/a"));
    links().save(changed.id(), draft("https://example.com/c"));
    awaitVersion(other, Optional.of(begin));
    awaitVersion(changed, Optional.of(begin));

    List<Entry> entries = entriesOf(List.of(changed, other), Optional.of(begin));
    assertEquals(2, entries.size());
    assertEquals(
        List.of(links().version(changed.id()), links().version(other.id())),
        List.of(entryOf(changed, entries).version(), entryOf(other, entries).version()));
    assertEquals(
        entries, entriesOf(List.of(changed, other), Optional.empty()), "also from the beginning");
  }

  @Test
  default void theFeedComesPageByPage() {
    List<Account> accounts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      accounts.add(newNamedAccount());
      links().save(accounts.getLast().id(), draft("https://example.com/a"));
    }
    accounts.forEach(account -> awaitVersion(account, Optional.empty()));

    Optional<Position> position = Optional.empty();
    List<String> names = new ArrayList<>();
    boolean more = true;
    while (more) {
      Page page = feed().read(position, 2);
      assertTrue(page.entries().size() <= 2);
      page.entries().forEach(entry -> names.add(entry.account()));
      position = Optional.of(page.next());
      more = page.more();
    }

    accounts.forEach(account -> assertTrue(names.contains(account.name()), account.name()));
    assertEquals(List.of(), entriesOf(accounts, position));
  }

  @Test
  default void anAccountWithoutChangesIsNotInTheFeed() {
    Account account = newNamedAccount();
    Account changed = newNamedAccount();
    links().save(changed.id(), draft("https://example.com/a"));
    awaitVersion(changed, Optional.empty());

    assertEquals(List.of(), entriesOf(List.of(account), Optional.empty()));
  }

  @Test
  default void aRemovedAccountIsNotInTheFeed() {
    Account account = newNamedAccount();
    links().save(account.id(), draft("https://example.com/a"));
    awaitVersion(account, Optional.empty());

    accounts().remove(account.name());

    assertEquals(List.of(), entriesOf(List.of(account), Optional.empty()));
  }

  @Test
  default void aPositionOfAnotherFeedMeansTheBeginning() {
    Account account = newNamedAccount();
    links().save(account.id(), draft("https://example.com/a"));
    Position position = awaitVersion(account, Optional.empty());

    Position foreign = new Position(position.epoch() ^ 1, position.sequence());
    Position ahead = new Position(position.epoch(), Long.MAX_VALUE);

    assertEquals(1, entriesOf(List.of(account), Optional.of(foreign)).size());
    assertEquals(1, entriesOf(List.of(account), Optional.of(ahead)).size());
  }

  @Test
  default void aWebhookReceivesWhatChangesAfterItWasAdded() {
    Account before = newNamedAccount();
    links().save(before.id(), draft("https://example.com/a"));
    Webhook webhook = webhooks().add("https://example.com/hook", Webhook.newSecret());
    try {
      assertTrue(webhooks().list().contains(webhook));
      Account changed = newNamedAccount();
      links().save(changed.id(), draft("https://example.com/a"));

      List<Entry> received = receive(webhook, changed);

      assertEquals(links().version(changed.id()), entryOf(changed, received).version());
      assertFalse(received.stream().anyMatch(entry -> entry.account().equals(before.name())));
    } finally {
      webhooks().remove(webhook.id());
    }
    assertFalse(webhooks().list().stream().anyMatch(each -> each.id() == webhook.id()));
    assertThrows(NotFoundException.class, () -> webhooks().remove(webhook.id()));
  }

  @Test
  default void aDeliveryIsTakenOnceUntilItEnds() {
    Webhook webhook = webhooks().add("https://example.com/hook", "whsec_c2VjcmV0");
    try {
      Account account = newNamedAccount();
      links().save(account.id(), draft("https://example.com/a"));
      Delivery delivery = awaitDelivery(webhook);
      assertEquals("whsec_c2VjcmV0", delivery.secret());
      assertEquals(Optional.empty(), take(webhook), "reserved");

      webhooks().finish(delivery, Optional.of("It was away."));

      Webhook failing = find(webhook);
      assertEquals(1, failing.failures());
      assertEquals("It was away.", failing.lastError());
      assertNotEquals(null, failing.failingSince());
      Delivery again = awaitDelivery(webhook); // the clock advances with each reading
      assertEquals(delivery.entries().getFirst(), again.entries().getFirst(), "nothing is lost");

      webhooks().finish(delivery, Optional.empty());
      assertEquals(1, find(webhook).failures(), "the one that was taken again does not count");
      webhooks().finish(again, Optional.empty());
      Webhook works = find(webhook);
      assertEquals(0, works.failures());
      assertEquals(null, works.lastError());
      assertNotEquals(null, works.deliveredAt());
    } finally {
      webhooks().remove(webhook.id());
    }
  }

  @Test
  default void aDeliveryThatIsGivenBackIsTakenAtOnceAndIsNoFailure() {
    Webhook webhook = webhooks().add("https://example.com/hook", "whsec_c2VjcmV0");
    try {
      Account account = newNamedAccount();
      links().save(account.id(), draft("https://example.com/a"));
      Delivery delivery = awaitDelivery(webhook);

      webhooks().release(delivery);

      Delivery again = take(webhook).orElseThrow();
      assertEquals(delivery.entries(), again.entries());
      assertEquals(0, again.webhook().failures());
      webhooks().release(delivery);
      assertEquals(Optional.empty(), take(webhook), "reserved by the second");
      webhooks().finish(again, Optional.empty());
    } finally {
      webhooks().remove(webhook.id());
    }
  }

  private Webhook find(Webhook webhook) {
    return webhooks().list().stream()
        .filter(each -> each.id() == webhook.id())
        .findFirst()
        .orElseThrow();
  }

  /** Receives deliveries until one has the account. */
  private List<Entry> receive(Webhook webhook, Account account) {
    List<Entry> received = new ArrayList<>();
    while (received.stream().noneMatch(entry -> entry.account().equals(account.name()))) {
      Delivery delivery = awaitDelivery(webhook);
      received.addAll(delivery.entries());
      webhooks().finish(delivery, Optional.empty());
    }
    return received;
  }

  private Delivery awaitDelivery(Webhook webhook) {
    List<Delivery> taken = new ArrayList<>();
    Patience.await(
        "a delivery",
        () -> {
          take(webhook).ifPresent(taken::add);
          return !taken.isEmpty();
        });
    return taken.getFirst();
  }

  private Optional<Delivery> take(Webhook webhook) {
    return webhooks().take(Webhook.MAX_COUNT).stream()
        .filter(delivery -> delivery.webhook().id() == webhook.id())
        .findFirst();
  }

  private Account newNamedAccount() {
    return accounts().add("of-feed-" + ACCOUNTS.incrementAndGet());
  }

  /** Waits until the feed has the account's version, and returns where the feed ends. */
  private Position awaitVersion(Account account, Optional<Position> since) {
    Patience.await(
        "the account in the feed",
        () ->
            entryOf(account, entriesOf(List.of(account), since))
                .version()
                .equals(links().version(account.id())));
    return all(Optional.empty()).next();
  }

  private static Entry entryOf(Account account, List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.account().equals(account.name()))
        .findFirst()
        .orElseThrow();
  }

  private List<Entry> entriesOf(List<Account> accounts, Optional<Position> since) {
    List<String> names = accounts.stream().map(Account::name).toList();
    return all(since).entries().stream().filter(entry -> names.contains(entry.account())).toList();
  }

  private Page all(Optional<Position> since) {
    return feed().read(since, 100_000);
  }
}
