package linkhold.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of an account's links match, in which order, and which page of them.
 *
 * @param search what their texts and tags must match
 * @param tags all of which they must have
 * @param flags which must be true of them, and which must not; the others may be either
 * @param sort in which order they come
 * @param after the page begins after this position, of the same order; at the beginning when null
 * @param limit how many come at most, at least 1
 */
public record LinkQuery(
    SearchQuery search,
    List<Tag> tags,
    Map<LinkFlag, Boolean> flags,
    Sort sort,
    @Nullable Position after,
    int limit) {

  /** Keeps copies of the tags and flags, and checks the position and the limit. */
  public LinkQuery {
    tags = LinkFields.distinct(tags);
    flags = Map.copyOf(flags);
    if (after != null && !sort.orders(after)) {
      throw new IllegalArgumentException("A position of another order.");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("A page has at least one place.");
    }
  }

  /** The first page of what matches {@code search}, whatever its tags and flags. */
  public static LinkQuery of(SearchQuery search, Sort sort, int limit) {
    return new LinkQuery(search, List.of(), Map.of(), sort, null, limit);
  }

  /** This query with another page. */
  public LinkQuery withPage(@Nullable Position otherAfter, int otherLimit) {
    return new LinkQuery(search, tags, flags, sort, otherAfter, otherLimit);
  }

  /** Whether {@code link} matches, whatever the page. */
  public boolean matches(Link link) {
    return search.matches(link)
        && tags.stream().allMatch(tag -> link.tags().stream().anyMatch(tag::isSameAs))
        && flags.entrySet().stream().allMatch(flag -> flag.getKey().of(link) == flag.getValue());
  }
}
