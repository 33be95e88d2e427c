package linkhold.domain;

import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much an account holds.
 *
 * @param version the account's version that the counts show
 * @param links all links
 * @param flagged those of which each flag is true
 */
public record AccountSummary(Version version, long links, Map<LinkFlag, Long> flagged) {

  /** Keeps a copy of the counts. */
  public AccountSummary {
    flagged = Map.copyOf(flagged);
  }

  /** A summary with a count of every flag. */
  public static AccountSummary of(Version version, long links, ToLongFunction<LinkFlag> count) {
    return new AccountSummary(
        version,
        links,
        Stream.of(LinkFlag.values()).collect(Collectors.toMap(flag -> flag, count::applyAsLong)));
  }
}
