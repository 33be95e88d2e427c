package linkhold.app.monitor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountStore;
import linkhold.domain.BundleStore;
import linkhold.domain.ForwardingStores;
import linkhold.domain.LinkStore;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.PageQueue;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.WebhookStore;
import org.jspecify.annotations.Nullable;

/**
 * Stores that notify watches of each call by its name, such as {@code link.save}. Its time includes
 * its waits.
 */
public final class WatchedStores extends ForwardingStores {

  /** Called after each call of a store, in its thread. */
  @FunctionalInterface
  public interface Watch {

    /**
     * A call has ended after {@code nanos} nanoseconds.
     *
     * @param result what it returned; null for nothing, or when it failed
     * @param failure what it threw; null when it did not fail
     */
    void called(String name, long nanos, @Nullable Object result, @Nullable Throwable failure);
  }

  private final List<Watch> watches;
  private final AccountStore accounts;
  private final LinkStore links;
  private final TagStore tags;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PageQueue pages;
  private final AccountFeed feed;
  private final WebhookStore webhooks;

  /** Watches {@code stores}, and closes them. */
  public WatchedStores(Stores stores, List<? extends Watch> watches) {
    super(stores);
    this.watches = List.copyOf(watches);
    this.accounts = watched(AccountStore.class, stores.accounts());
    this.links = watched(LinkStore.class, stores.links());
    this.tags = watched(TagStore.class, stores.tags());
    this.numberedTags = watched(NumberedTagStore.class, stores.numberedTags());
    this.bundles = watched(BundleStore.class, stores.bundles());
    this.tokens = watched(TokenStore.class, stores.tokens());
    this.sync = watched(SyncStore.class, stores.sync());
    this.pages = watched(PageQueue.class, stores.pages());
    this.feed = watched(AccountFeed.class, stores.feed());
    this.webhooks = watched(WebhookStore.class, stores.webhooks());
  }

  private <T> T watched(Class<T> port, T store) {
    Map<Method, String> names = names(port);
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              long begin = System.nanoTime();
              Object result = null;
              Throwable failure = null;
              try {
                result = method.invoke(store, arguments);
                return result;
              } catch (InvocationTargetException e) {
                failure = e.getTargetException();
                throw failure;
              } finally {
                notifyWatches(names.get(method), System.nanoTime() - begin, result, failure);
              }
            }));
  }

  /** The port's methods with the names of their calls; those of every object have none. */
  private static Map<Method, String> names(Class<?> port) {
    String noun = port.getSimpleName().replace("Store", "").toLowerCase(Locale.ROOT);
    Map<Method, String> names = new HashMap<>();
    for (Method method : port.getMethods()) {
      names.put(method, noun + "." + method.getName());
    }
    return Map.copyOf(names);
  }

  private void notifyWatches(
      @Nullable String name, long nanos, @Nullable Object result, @Nullable Throwable failure) {
    if (name != null) {
      watches.forEach(watch -> watch.called(name, nanos, result, failure));
    }
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public LinkStore links() {
    return links;
  }

  @Override
  public TagStore tags() {
    return tags;
  }

  @Override
  public NumberedTagStore numberedTags() {
    return numberedTags;
  }

  @Override
  public BundleStore bundles() {
    return bundles;
  }

  @Override
  public TokenStore tokens() {
    return tokens;
  }

  @Override
  public SyncStore sync() {
    return sync;
  }

  @Override
  public PageQueue pages() {
    return pages;
  }

  @Override
  public AccountFeed feed() {
    return feed;
  }

  @Override
  public WebhookStore webhooks() {
    return webhooks;
  }
}
