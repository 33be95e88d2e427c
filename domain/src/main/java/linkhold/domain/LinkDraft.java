package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link to be saved.
 *
 * @param url decides, by its canonical form, which link is meant
 * @param fields what to say about it; on a link that is there already, fields not mentioned stay,
 *     tags are added to those there, and {@code createdAt} is ignored
 */
public record LinkDraft(LinkUrl url, LinkFields fields) {

  /** A draft that says nothing about the link. */
  public static LinkDraft of(LinkUrl url) {
    return new LinkDraft(url, LinkFields.NONE);
  }

  /** The link that this draft creates, or restores under the {@code id} it had. */
  public Link create(long id, Version version, Instant now) {
    return new Link(
        id,
        url.given(),
        LinkFields.orNone(fields.title()),
        LinkFields.orNone(fields.description()),
        LinkFields.orNone(fields.note()),
        fields.tags() == null ? List.of() : fields.tags(),
        isTrue(fields.unread()),
        isTrue(fields.archived()),
        isTrue(fields.favorite()),
        isTrue(fields.shared()),
        fields.createdAt() == null ? now : fields.createdAt(),
        now,
        version);
  }

  /**
   * {@code link} with this draft merged into it; equal to {@code link} if that changes nothing. It
   * may have more than {@link Tag#MAX_PER_LINK} tags; then the draft is to be refused.
   */
  public Link mergeInto(Link link) {
    List<Tag> tags = new ArrayList<>(link.tags());
    if (fields.tags() != null) {
      tags.addAll(fields.tags());
    }
    return new Link(
        link.id(),
        link.url(),
        fields.title() == null ? link.title() : LinkFields.orNone(fields.title()),
        fields.description() == null ? link.description() : LinkFields.orNone(fields.description()),
        fields.note() == null ? link.note() : LinkFields.orNone(fields.note()),
        LinkFields.distinct(tags),
        fields.unread() == null ? link.unread() : fields.unread(),
        fields.archived() == null ? link.archived() : fields.archived(),
        fields.favorite() == null ? link.favorite() : fields.favorite(),
        fields.shared() == null ? link.shared() : fields.shared(),
        link.createdAt(),
        link.updatedAt(),
        link.version());
  }

  private static boolean isTrue(@Nullable Boolean flag) {
    return flag != null && flag;
  }
}
