package linkhold.http;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import linkhold.domain.AccountStore;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageQueue;
import linkhold.domain.PageReader;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TokenStore;
import linkhold.http.access.Access;
import linkhold.http.access.FailedAttempts;
import linkhold.http.access.JwtTokens;
import linkhold.http.access.OpenAccess;
import linkhold.http.access.Quota;
import linkhold.http.access.QuotaLinkStore;
import linkhold.http.access.QuotaSyncStore;
import linkhold.http.access.SameOrigin;
import linkhold.http.access.SessionCookie;
import linkhold.http.access.SignIn;
import linkhold.http.access.TokenAccess;
import linkhold.http.access.TokenCache;
import linkhold.http.accounts.AccountRoutes;
import linkhold.http.accounts.AdminRoutes;
import linkhold.http.accounts.DeviceRoutes;
import linkhold.http.accounts.SessionRoutes;
import linkhold.http.accounts.SignInCodeRoutes;
import linkhold.http.accounts.WebhookRoutes;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Monitor;
import linkhold.http.call.Resource;
import linkhold.http.linkding.LinkdingBody;
import linkhold.http.linkding.LinkdingBookmarkRoutes;
import linkhold.http.linkding.LinkdingBundleRoutes;
import linkhold.http.linkding.LinkdingServerRoutes;
import linkhold.http.linkding.LinkdingTagRoutes;
import linkhold.http.links.LinkRoutes;
import linkhold.http.links.SimpleRoutes;
import linkhold.http.links.TagRoutes;
import linkhold.http.page.PageRoutes;
import linkhold.http.server.Forwarding;
import linkhold.http.server.PublicAddress;
import linkhold.http.server.SimulatedFaults.Chances;
import linkhold.http.site.HealthRoutes;
import linkhold.http.site.MetricsRoutes;
import linkhold.http.site.OpenApiRoutes;
import linkhold.http.site.ProblemRoutes;
import linkhold.http.site.ReferenceRoutes;
import linkhold.http.sync.AccountChangeRoutes;
import linkhold.http.sync.BatchRoutes;
import linkhold.http.sync.ChangeRoutes;
import linkhold.http.sync.CopyRoutes;
import linkhold.http.sync.EventStreams;
import linkhold.http.sync.ExpiringCursors;
import linkhold.http.sync.Listeners;
import linkhold.http.sync.StreamLimit;
import linkhold.http.transfer.TransferRoutes;
import org.jspecify.annotations.Nullable;

/**
 * Every path of the API, over the stores, and what the paths share: callers and their tokens, the
 * limit of links, and streams of events.
 */
final class ApiResources implements AutoCloseable {

  private final Forwarding forwarding;
  private final TokenCache tokenCache;
  private final Access access;
  private final Listeners listeners;
  private final @Nullable Chances chances;
  private final List<Resource> all;

  /**
   * Makes the resources; see {@link HttpApi} for the other parameters.
   *
   * @param serving whether requests can be served at the moment
   */
  ApiResources(
      HttpSettings settings,
      Stores stores,
      Clock clock,
      Monitor monitor,
      PageReader reader,
      Predicate<LinkUrl> webhookTargets,
      BooleanSupplier serving) {
    Optional<PageQueue> pages =
        reader.equals(PageReader.NONE) ? Optional.empty() : Optional.of(stores.pages());
    AccountStore accounts = stores.accounts();
    Quota quota = new Quota(accounts, stores.links(), settings.limits().linksPerAccount());
    LinkStore links = new QuotaLinkStore(stores.links(), quota);
    TokenStore tokens = stores.tokens();
    this.forwarding = new Forwarding(settings.trustedProxies(), settings.basePath());
    this.tokenCache = new TokenCache(tokens, clock, Ticker.systemTicker());
    PublicAddress publicAddress = new PublicAddress(forwarding, settings.publicUrl());
    SessionCookie cookie = new SessionCookie(publicAddress);
    SameOrigin sameOrigin = new SameOrigin(publicAddress);
    FailedAttempts failedAttempts =
        new FailedAttempts(forwarding, settings.limits().failedAuthentications());
    this.access =
        settings.authentication() == Authentication.OPEN
            ? new OpenAccess(accounts)
            : new TokenAccess(
                tokenCache,
                settings.jwtIssuers().isEmpty()
                    ? null
                    : new JwtTokens(settings.jwtIssuers(), accounts, clock, Ticker.systemTicker()),
                cookie,
                sameOrigin,
                failedAttempts,
                settings.limits().requestsPerToken(),
                settings.limits().rateWindow());
    SignIn signIn = new SignIn(tokens, tokenCache, failedAttempts, sameOrigin, cookie);
    this.listeners =
        new Listeners(
            tokens,
            accounts,
            tokenCache,
            new StreamLimit(
                settings.limits().eventStreams(), settings.limits().eventStreamsPerAccount()),
            monitor);
    this.chances = settings.faults() == null ? null : settings.faults().chances();
    SyncStore sync =
        chances == null
            ? stores.sync()
            : new ExpiringCursors(stores.sync(), chances.expiredCursor());
    EventStreams streams =
        new EventStreams(
            sync, stores.changeSignal(), listeners, settings.limits().heartbeat(), monitor);
    JsonBody body = new JsonBody(settings.limits().bodyBytes(), settings.limits().links());
    JsonBody batchBody = new JsonBody(settings.limits().batchBytes(), settings.limits().links());
    LinkdingBody form = new LinkdingBody(body, settings.limits().links());
    this.all =
        Stream.of(
                new SimpleRoutes(access, links, body).resources(),
                new LinkRoutes(access, links, pages, body).resources(),
                new TagRoutes(access, links, stores.tags(), body).resources(),
                new ChangeRoutes(access, sync, streams).resources(),
                new CopyRoutes(access, sync).resources(),
                new BatchRoutes(access, new QuotaSyncStore(sync, quota), batchBody).resources(),
                new AccountRoutes(access, links, accounts, tokens, tokenCache, cookie, quota, body)
                    .resources(),
                new DeviceRoutes(access, tokens, tokenCache).resources(),
                new SessionRoutes(access, signIn, cookie, tokens, tokenCache, links, quota, body)
                    .resources(),
                new SignInCodeRoutes(access, tokens, publicAddress, body).resources(),
                new TransferRoutes(access, links, clock, settings.limits().importBytes(), monitor)
                    .resources(),
                new AdminRoutes(accounts, tokens, tokenCache, quota, clock, body).resources(),
                new WebhookRoutes(stores.webhooks(), webhookTargets, body).resources(),
                new AccountChangeRoutes(
                        access, stores.feed(), listeners, settings.limits().heartbeat(), monitor)
                    .resources(),
                new LinkdingBookmarkRoutes(
                        access, links, stores.bundles(), reader, form, forwarding)
                    .resources(),
                new LinkdingTagRoutes(access, stores.numberedTags(), form, forwarding).resources(),
                new LinkdingBundleRoutes(access, stores.bundles(), form, forwarding).resources(),
                new LinkdingServerRoutes(serving).resources(),
                new HealthRoutes(serving, monitor::warnings).resources(),
                new MetricsRoutes(monitor).resources(),
                new ProblemRoutes().resources(),
                new OpenApiRoutes().resources(),
                new ReferenceRoutes().resources(),
                new PageRoutes().resources())
            .flatMap(List::stream)
            .toList();
  }

  /** Every path with its methods. */
  List<Resource> all() {
    return all;
  }

  /** Who calls, and what they may do. */
  Access access() {
    return access;
  }

  /** What trusted proxies say about the client. */
  Forwarding forwarding() {
    return forwarding;
  }

  /** The failures to make on purpose; null for none. */
  @Nullable Chances chances() {
    return chances;
  }

  /** Ends the streams of events; no new one begins. */
  void endStreams() {
    listeners.close();
  }

  /** Ends the streams of events, and what the cache of tokens does in the background. */
  @Override
  public void close() {
    listeners.close();
    tokenCache.close();
  }
}
