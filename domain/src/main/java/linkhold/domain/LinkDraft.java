package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A link to be saved.
 *
 * @param url its canonical form identifies the link
 * @param fields its fields; on an existing link, fields not mentioned stay
 * @param tagMerge how tags are merged into an existing link, if {@code fields} mentions tags
 * @param dateMerge how the time of creation is merged, if {@code fields} mentions one
 * @param reading whether the page of a link that this creates or restores is read
 */
public record LinkDraft(
    LinkUrl url, LinkFields fields, TagMerge tagMerge, DateMerge dateMerge, Reading reading) {

  /** How tags are merged into an existing link. */
  public enum TagMerge {
    /** They stay, and those of the draft come after them. */
    ADD,
    /** Those of the draft, in their order, take their place. */
    REPLACE
  }

  /** Which time of creation an existing link has after a merge. */
  public enum DateMerge {
    /** The link's. */
    KEEP,
    /** The earlier one, so that an import restores what an earlier import did not know. */
    EARLIER
  }

  /** Whether the page of a link that is created or restored is read. */
  public enum Reading {
    /** If it is a page of the Web, and the draft has no title. */
    WITHOUT_TITLE,
    /** It is not. */
    NEVER
  }

  /** A draft whose page is read when it has no title. */
  public LinkDraft(LinkUrl url, LinkFields fields, TagMerge tagMerge, DateMerge dateMerge) {
    this(url, fields, tagMerge, dateMerge, Reading.WITHOUT_TITLE);
  }

  /** A draft that keeps an existing link's time of creation. */
  public LinkDraft(LinkUrl url, LinkFields fields, TagMerge tagMerge) {
    this(url, fields, tagMerge, DateMerge.KEEP);
  }

  /** A draft whose tags are added to those of an existing link. */
  public LinkDraft(LinkUrl url, LinkFields fields) {
    this(url, fields, TagMerge.ADD);
  }

  /** A draft of the URL alone. */
  public static LinkDraft of(LinkUrl url) {
    return new LinkDraft(url, LinkFields.NONE);
  }

  /** This draft with other fields. */
  public LinkDraft withFields(LinkFields otherFields) {
    return new LinkDraft(url, otherFields, tagMerge, dateMerge, reading);
  }

  /** This draft, as an import saves it: the earlier of two times of creation counts. */
  public LinkDraft imported() {
    return new LinkDraft(url, fields, tagMerge, DateMerge.EARLIER, reading);
  }

  /** Whether an import saves it. */
  public boolean isImported() {
    return dateMerge == DateMerge.EARLIER;
  }

  /** This draft with another rule for reading pages. */
  public LinkDraft with(Reading otherReading) {
    return new LinkDraft(url, fields, tagMerge, dateMerge, otherReading);
  }

  /** Whether an existing link loses its other tags. */
  public boolean replacesTags() {
    return tagMerge == TagMerge.REPLACE && fields.tags() != null;
  }

  /** The tags that the link is to get. */
  public List<Tag> tags() {
    return fields.tags() == null ? List.of() : fields.tags();
  }

  /** The link that this draft creates, or restores under the {@code id} it had. */
  public Link create(long id, Version version, Instant now) {
    Instant createdAt = fields.createdAt() == null ? now : fields.createdAt();
    Link created =
        mergeInto(
            Link.builder()
                .id(id)
                .url(url.given())
                .createdAt(createdAt)
                .updatedAt(now)
                .version(version)
                .build());
    boolean read = reading == Reading.WITHOUT_TITLE && created.title() == null && url.isOfPage();
    return read ? created.toBuilder().pageRead(PageRead.PENDING).build() : created;
  }

  /** Whether merging this draft into {@code link} changes nothing. */
  public boolean isContainedIn(Link link) {
    return mergeInto(link).equals(link);
  }

  /**
   * {@code link} with this draft merged into it; equal to {@code link} if that changes nothing. It
   * may have more than {@link Tag#MAX_PER_LINK} tags; then the draft is to be refused.
   */
  public Link mergeInto(Link link) {
    return fields.applyTo(link, link.url(), mergedTags(link.tags()), createdAt(link));
  }

  private List<Tag> mergedTags(List<Tag> there) {
    List<Tag> given = fields.tags();
    if (given == null) {
      return there;
    }
    if (there.isEmpty() || tagMerge == TagMerge.REPLACE) {
      return given;
    }
    List<Tag> both = new ArrayList<>(there);
    both.addAll(given);
    return LinkFields.distinct(both);
  }

  private Instant createdAt(Link link) {
    Instant mentioned = fields.createdAt();
    if (dateMerge == DateMerge.KEEP || mentioned == null) {
      return link.createdAt();
    }
    return mentioned.isBefore(link.createdAt()) ? mentioned : link.createdAt();
  }
}
