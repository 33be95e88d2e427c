package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One saved URL of one account.
 *
 * @param id the account's revision at which the link was first created; unique within the account
 * @param url as it was given when the link was created; see {@link LinkUrl}
 * @param title what the page is called; never blank
 * @param description what the page is about; never blank
 * @param note what the person wrote about it; never blank
 * @param tags in the order they were added, no two of them the same
 * @param unread whether it waits to be read
 * @param archived whether it is kept out of the usual lists
 * @param favorite whether it was marked as one
 * @param shared whether it is meant for others too
 * @param createdAt when the person saved it, to the microsecond
 * @param updatedAt when it last changed, to the microsecond
 * @param version the account's version as of its last change
 */
public record Link(
    long id,
    String url,
    @Nullable String title,
    @Nullable String description,
    @Nullable String note,
    List<Tag> tags,
    boolean unread,
    boolean archived,
    boolean favorite,
    boolean shared,
    Instant createdAt,
    Instant updatedAt,
    Version version) {

  /** The longest title, in code points. */
  public static final int MAX_TITLE_LENGTH = 2048;

  /** The longest description, in code points. */
  public static final int MAX_DESCRIPTION_LENGTH = 16_384;

  /** The longest note, in code points. */
  public static final int MAX_NOTE_LENGTH = 65_536;

  /** Keeps a copy of the tags. */
  public Link {
    tags = List.copyOf(tags);
  }

  /** The account's revision of this link's last change. */
  public long revision() {
    return version.revision();
  }

  /** This link, changed as of {@code newVersion}. */
  public Link changed(Version newVersion, Instant now) {
    return new Link(
        id,
        url,
        title,
        description,
        note,
        tags,
        unread,
        archived,
        favorite,
        shared,
        createdAt,
        now,
        newVersion);
  }

  /**
   * This link with the tag of {@code key} replaced by another, or only taken off when the other is
   * there already or null.
   */
  public Link withTag(String key, @Nullable Tag other) {
    List<Tag> replaced = new ArrayList<>();
    for (Tag tag : tags) {
      if (!tag.key().equals(key)) {
        replaced.add(tag);
      } else if (other != null) {
        replaced.add(other);
      }
    }
    return withTags(LinkFields.distinct(replaced));
  }

  private Link withTags(List<Tag> otherTags) {
    return new Link(
        id,
        url,
        title,
        description,
        note,
        otherTags,
        unread,
        archived,
        favorite,
        shared,
        createdAt,
        updatedAt,
        version);
  }
}
