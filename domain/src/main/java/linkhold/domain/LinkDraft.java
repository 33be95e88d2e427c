package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A link to be saved.
 *
 * @param url decides, by its canonical form, which link is meant
 * @param fields what to say about it; on a link that is there already, fields not mentioned stay
 * @param tagMerge what becomes of the tags that such a link has, if {@code fields} mentions tags
 * @param dateMerge what becomes of the moment at which such a link was created, if {@code fields}
 *     mentions one
 * @param reading whether the page of a link that this creates or restores is read
 */
public record LinkDraft(
    LinkUrl url, LinkFields fields, TagMerge tagMerge, DateMerge dateMerge, Reading reading) {

  /** What becomes of the tags of a link that is there already. */
  public enum TagMerge {
    /** They stay, and those of the draft come after them. */
    ADD,
    /** Those of the draft, in their order, take their place. */
    REPLACE
  }

  /** Which moment counts when a link is there already and the draft mentions one. */
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

  /** A draft that keeps the moment at which a link that is there already was created. */
  public LinkDraft(LinkUrl url, LinkFields fields, TagMerge tagMerge) {
    this(url, fields, tagMerge, DateMerge.KEEP);
  }

  /** A draft whose tags are added to those of a link that is there already. */
  public LinkDraft(LinkUrl url, LinkFields fields) {
    this(url, fields, TagMerge.ADD);
  }

  /** A draft that says nothing about the link. */
  public static LinkDraft of(LinkUrl url) {
    return new LinkDraft(url, LinkFields.NONE);
  }

  /** This draft with other fields. */
  public LinkDraft withFields(LinkFields otherFields) {
    return new LinkDraft(url, otherFields, tagMerge, dateMerge, reading);
  }

  /** This draft, as an import saves it: of two moments of creation, the earlier one counts. */
  public LinkDraft imported() {
    return new LinkDraft(url, fields, tagMerge, DateMerge.EARLIER, reading);
  }

  /** Whether an import saves it. */
  public boolean isImported() {
    return dateMerge == DateMerge.EARLIER;
  }

  /** This draft, saved by a store that has pages read or not. */
  public LinkDraft with(Reading otherReading) {
    return new LinkDraft(url, fields, tagMerge, dateMerge, otherReading);
  }

  /** Whether a link that is there already loses the tags that it has. */
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

  /** Whether {@code link} says all this already, so that merging changes nothing. */
  public boolean isContainedIn(Link link) {
    return mergeInto(link).equals(link);
  }

  /**
   * {@code link} with this draft merged into it; equal to {@code link} if that changes nothing. It
   * may have more than {@link Tag#MAX_PER_LINK} tags; then the draft is to be refused.
   */
  public Link mergeInto(Link link) {
    List<Tag> tags = new ArrayList<>(replacesTags() ? List.of() : link.tags());
    if (fields.tags() != null) {
      tags.addAll(fields.tags());
    }
    return fields.applyTo(link, link.url(), LinkFields.distinct(tags), createdAt(link));
  }

  private Instant createdAt(Link link) {
    Instant mentioned = fields.createdAt();
    if (dateMerge == DateMerge.KEEP || mentioned == null) {
      return link.createdAt();
    }
    return mentioned.isBefore(link.createdAt()) ? mentioned : link.createdAt();
  }
}
