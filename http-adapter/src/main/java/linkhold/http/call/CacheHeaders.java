package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

/** Which caches may store a response, and for how long (RFC 9111). */
public final class CacheHeaders {

  /**
   * Only the caller's own cache may store the response, and has to revalidate it before each use.
   */
  public static final Header PRIVATE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "private, no-cache");

  /** The response differs between callers. */
  public static final Header VARY =
      HeaderValues.createCached(HeaderNames.VARY, "Authorization, Cookie");

  /** No cache may store the response: it is valid at this moment only. */
  public static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private CacheHeaders() {}
}
