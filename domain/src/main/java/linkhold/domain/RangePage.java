package linkhold.domain;

import java.util.List;

/**
 * The links of a range of ids, or of its beginning.
 *
 * @param ids whose links these are, all of them
 * @param links by id
 */
public record RangePage(IdRange ids, List<Link> links) {

  /** Keeps a copy of the links. */
  public RangePage {
    links = List.copyOf(links);
  }

  /**
   * The first page of {@code ids}.
   *
   * @param found its first links by id, at least {@code limit} + 1, if there are as many
   * @param limit how many links a page has at most
   */
  public static RangePage of(IdRange ids, List<Link> found, int limit) {
    if (found.size() <= limit) {
      return new RangePage(ids, found);
    }
    List<Link> links = found.subList(0, limit);
    return new RangePage(new IdRange(ids.from(), links.getLast().id()), links);
  }
}
