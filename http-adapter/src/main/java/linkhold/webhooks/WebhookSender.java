package linkhold.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import linkhold.domain.AccountFeed;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkUrl;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore.Delivery;
import linkhold.json.FeedJson;
import linkhold.json.Json;
import linkhold.json.Timestamp;
import linkhold.outgoing.AllowedTargets;
import linkhold.outgoing.Deadline;
import linkhold.outgoing.GuardedClient;
import linkhold.outgoing.Resolver;
import linkhold.outgoing.Target;

/**
 * Sends webhooks, signed as Standard Webhooks 1.0 says: HMAC-SHA256 with the webhook's secret over
 * id, time and body. It connects only to where pages may be read too, and follows no redirect.
 */
public final class WebhookSender implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final String USER_AGENT = "Linkhold (webhooks; docs/webhooks.md)";
  private static final String HMAC = "HmacSHA256";

  private final GuardedClient client;
  private final Clock clock;

  /** Sends to public addresses, and to those that {@code allowed} names. */
  public WebhookSender(AllowedTargets allowed, Clock clock) {
    this.client = new GuardedClient(allowed, Resolver.SYSTEM, "webhook", USER_AGENT);
    this.clock = clock;
  }

  /** Whether webhooks of this URL can be sent at the moment; false also when it has no address. */
  public boolean canReach(LinkUrl url) {
    Target target = Target.of(url);
    return target != null && client.mayReach(target);
  }

  /**
   * Sends a delivery.
   *
   * @return why it failed; empty when the receiver answered with a success status
   */
  Optional<String> send(Delivery delivery) {
    try {
      Target target = Target.of(LinkUrl.parse(delivery.webhook().url()));
      if (target == null) {
        return Optional.of("The URL is not valid.");
      }
      byte[] body = body(delivery);
      int status = client.post(target, Deadline.in(LIMIT), headers(delivery, body), body);
      return status >= 200 && status < 300
          ? Optional.empty()
          : Optional.of("The receiver answered with status " + status + ".");
    } catch (InvalidInputException e) {
      return Optional.of("The URL is not valid.");
    } catch (UnknownHostException e) {
      return Optional.of("The host has no address, or one that may not be connected to.");
    } catch (IOException e) {
      return Optional.of("The receiver could not be connected to, or did not answer in time.");
    }
  }

  private byte[] body(Delivery delivery) throws IOException {
    var body = new ByteArrayOutputStream();
    Json.write(
        body,
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "accounts.changed");
          json.writeStringField("timestamp", String.valueOf(Timestamp.format(clock.instant())));
          json.writeObjectFieldStart("data");
          json.writeArrayFieldStart("accounts");
          for (AccountFeed.Entry entry : delivery.entries()) {
            FeedJson.write(json, entry);
          }
          json.writeEndArray();
          json.writeEndObject();
          json.writeEndObject();
        });
    return body.toByteArray();
  }

  private Map<String, String> headers(Delivery delivery, byte[] body) {
    Webhook webhook = delivery.webhook();
    String id = "msg_" + webhook.id() + "_" + delivery.last();
    String time = Long.toString(clock.instant().getEpochSecond());
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        time,
        "webhook-signature",
        "v1," + signature(Webhook.key(delivery.secret()), id + "." + time + ".", body));
  }

  /** The signature of {@code head} and {@code body}, in Base64. */
  static String signature(byte[] key, String head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(head.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + HMAC + ".", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
