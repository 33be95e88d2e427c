package linkhold.http.call;

import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The prefix of every path as clients see it, such as {@code /links}, where a proxy serves this
 * server beside others. It is bound while a request is served, and is part of every address in a
 * response.
 */
public final class BasePath {

  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private static final Pattern FORM = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

  /** The first segments of this server's own paths that have further segments. */
  private static final Set<String> OWN = Set.of("v1", "api", "docs", "health", "page", "problems");

  private BasePath() {}

  /** Whether {@code text} is a path such as {@code /links} or {@code /apps/links}. */
  public static boolean isPath(String text) {
    return FORM.matcher(text).matches();
  }

  /** Whether {@code path} differs from the first segments of this server's own paths. */
  public static boolean isDistinct(String path) {
    return !OWN.contains(path.split("/", 3)[1]);
  }

  /** Runs {@code call} for a client that sees {@code prefix} in front of every path. */
  public static void run(String prefix, Runnable call) {
    ScopedValue.where(CURRENT, prefix).run(call);
  }

  /** What {@code call} returns for a client that sees {@code prefix} in front of every path. */
  public static <T> T call(String prefix, Supplier<T> call) {
    return ScopedValue.where(CURRENT, prefix).call(call::get);
  }

  /** {@code path}, of this server, as the client sees it whose request is being served. */
  public static String of(String path) {
    return CURRENT.isBound() ? CURRENT.get() + path : path;
  }
}
