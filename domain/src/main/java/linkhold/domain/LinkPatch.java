package linkhold.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a link.
 *
 * @param url its new URL; null leaves it
 * @param fields its new fields; those not mentioned stay; tags replace the link's
 * @param addTags tags to be added, after {@code fields} were applied
 * @param removeTags tags to remove, after {@code addTags} were added
 */
public record LinkPatch(
    @Nullable LinkUrl url, LinkFields fields, List<Tag> addTags, List<Tag> removeTags) {

  /** Keeps copies of the tags. */
  public LinkPatch {
    addTags = LinkFields.distinct(addTags);
    removeTags = LinkFields.distinct(removeTags);
  }

  /** This patch with {@code spelling} applied to the tags that it adds. */
  public LinkPatch spelled(UnaryOperator<Tag> spelling) {
    List<Tag> tags = fields.tags();
    return new LinkPatch(
        url,
        tags == null ? fields : fields.withTags(tags.stream().map(spelling).toList()),
        addTags.stream().map(spelling).toList(),
        removeTags);
  }

  /** The tags that the link may get, in the patch's spelling. */
  public List<Tag> givenTags() {
    List<Tag> tags = new ArrayList<>(fields.tags() == null ? List.of() : fields.tags());
    tags.addAll(addTags);
    return LinkFields.distinct(tags);
  }

  /**
   * {@code link} with this patch applied; equal to {@code link} if that changes nothing.
   *
   * @throws InvalidInputException at {@code /tags} when it would get too many tags
   */
  public Link applyTo(Link link) {
    return fields.applyTo(
        link,
        url == null ? link.url() : url.given(),
        tagsOf(link),
        fields.createdAt() == null ? link.createdAt() : fields.createdAt());
  }

  private List<Tag> tagsOf(Link link) {
    List<Tag> tags = new ArrayList<>(fields.tags() == null ? link.tags() : fields.tags());
    tags.addAll(addTags);
    Set<String> removed = removeTags.stream().map(Tag::key).collect(Collectors.toSet());
    List<Tag> left =
        LinkFields.distinct(tags).stream().filter(tag -> !removed.contains(tag.key())).toList();
    if (left.size() > Tag.MAX_PER_LINK) {
      throw new InvalidInputException(FaultCode.TOO_MANY, "/tags", LinkFields.tooManyTags());
    }
    return left;
  }
}
