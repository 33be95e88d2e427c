package linkhold.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a link's version for a write (RFC 9110, 13.1.1). A write that changes nothing
 * succeeds whatever the condition, so that it can be retried.
 *
 * @param versions the link's version must be one of these; any when null
 */
public record Precondition(@Nullable Set<Version> versions) {

  /** No condition. */
  public static final Precondition NONE = new Precondition(null);

  /** The condition that at least one of {@code conditions} holds; never, when there are none. */
  public static Precondition anyOf(List<Precondition> conditions) {
    Set<Version> all = new HashSet<>();
    for (Precondition condition : conditions) {
      if (condition.versions == null) {
        return NONE;
      }
      all.addAll(condition.versions);
    }
    return new Precondition(all);
  }

  /** Whether {@code version} may be written over. */
  public boolean permits(Version version) {
    return versions == null || versions.contains(version);
  }
}
