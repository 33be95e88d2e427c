package linkhold.pages;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which sites have an icon at {@code /favicon.ico}, by their latest answers, so that it is
 * requested once for many pages of a site. The least recently used sites are dropped. Safe for
 * concurrent use.
 */
final class SiteIcons {

  /** How long an answer is valid. */
  static final Duration KEPT = Duration.ofHours(1);

  /** How many sites are remembered. */
  static final int MAX_SITES = 1_000;

  private record Known(boolean hasIcon, long end) {}

  private final Map<String, Known> sites =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_SITES;
        }
      };

  /**
   * Whether a site has an icon; empty when that has to be requested.
   *
   * @param now in nanoseconds of any clock that never goes back
   */
  synchronized Optional<Boolean> find(String origin, long now) {
    return Optional.ofNullable(sites.get(origin))
        .filter(known -> known.end - now > 0)
        .map(Known::hasIcon);
  }

  /** Remembers what a site answered. */
  synchronized void put(String origin, boolean hasIcon, long now) {
    sites.put(origin, new Known(hasIcon, now + KEPT.toNanos()));
  }
}
