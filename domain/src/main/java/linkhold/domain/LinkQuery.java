package linkhold.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of an account's links match, in which order, and which page of them.
 *
 * @param search what their texts and tags must match
 * @param tags all of which they must have
 * @param unread whether they are; either when null
 * @param archived whether they are; either when null
 * @param favorite whether they are; either when null
 * @param shared whether they are; either when null
 * @param sort in which order they come
 * @param after the page begins after this position, of the same order; at the beginning when null
 * @param limit how many come at most, at least 1
 */
public record LinkQuery(
    SearchQuery search,
    List<Tag> tags,
    @Nullable Boolean unread,
    @Nullable Boolean archived,
    @Nullable Boolean favorite,
    @Nullable Boolean shared,
    Sort sort,
    @Nullable Position after,
    int limit) {

  /** Keeps a copy of the tags, and checks the position and the limit. */
  public LinkQuery {
    tags = LinkFields.distinct(tags);
    if (after != null && !sort.orders(after)) {
      throw new IllegalArgumentException("A position of another order.");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("A page has at least one place.");
    }
  }

  /** This query with another page. */
  public LinkQuery withPage(@Nullable Position otherAfter, int otherLimit) {
    return new LinkQuery(
        search, tags, unread, archived, favorite, shared, sort, otherAfter, otherLimit);
  }

  /** Whether {@code link} matches, whatever the page. */
  public boolean matches(Link link) {
    return search.matches(link)
        && tags.stream().allMatch(tag -> link.tags().stream().anyMatch(tag::isSameAs))
        && (unread == null || unread == link.unread())
        && (archived == null || archived == link.archived())
        && (favorite == null || favorite == link.favorite())
        && (shared == null || shared == link.shared());
  }
}
