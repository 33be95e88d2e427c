package linkhold.app.monitor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
import org.jspecify.annotations.Nullable;

/**
 * Stores whose calls are told to a watch under their names, such as {@code link.save}: what the
 * call waited for counts, too.
 */
public final class WatchedStores extends ForwardingStores {

  /** Is told of each call, by the thread that made it. */
  @FunctionalInterface
  public interface Watch {

    /**
     * A call has ended after {@code nanos} nanoseconds.
     *
     * @param result what it returned; null for nothing, or when it failed
     */
    void called(String name, long nanos, @Nullable Object result);
  }

  private final Watch watch;
  private final AccountStore accounts;
  private final LinkStore links;
  private final TagStore tags;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PageQueue pages;

  /** Watches {@code stores}, and closes them. */
  public WatchedStores(Stores stores, Watch watch) {
    super(stores);
    this.watch = watch;
    this.accounts = watched(AccountStore.class, stores.accounts());
    this.links = watched(LinkStore.class, stores.links());
    this.tags = watched(TagStore.class, stores.tags());
    this.numberedTags = watched(NumberedTagStore.class, stores.numberedTags());
    this.bundles = watched(BundleStore.class, stores.bundles());
    this.tokens = watched(TokenStore.class, stores.tokens());
    this.sync = watched(SyncStore.class, stores.sync());
    this.pages = watched(PageQueue.class, stores.pages());
  }

  private <T> T watched(Class<T> port, T store) {
    String noun = port.getSimpleName().replace("Store", "").toLowerCase(Locale.ROOT);
    Map<Method, String> names = new ConcurrentHashMap<>();
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              long begin = System.nanoTime();
              Object result = null;
              try {
                result = method.invoke(store, arguments);
                return result;
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              } finally {
                watch.called(
                    names.computeIfAbsent(method, called -> noun + "." + called.getName()),
                    System.nanoTime() - begin,
                    result);
              }
            }));
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
}
