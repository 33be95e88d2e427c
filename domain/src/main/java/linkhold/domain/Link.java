package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One saved URL of one account.
 *
 * @param id the account's revision at which the link was first created; unique within the account
 * @param url as given; see {@link LinkUrl}
 * @param title of the page; never blank
 * @param description what the page is about; never blank
 * @param note what the person wrote about it; never blank
 * @param imageUrl a picture of the page; http or https
 * @param iconUrl the icon of the page or its site; http or https
 * @param tags in the order they were added, no two of them the same
 * @param unread whether it waits to be read
 * @param archived whether it is kept out of the usual lists
 * @param favorite whether it is a favourite
 * @param shared whether it is shared with others
 * @param createdAt when the person saved it, to the microsecond
 * @param updatedAt when it last changed, to the microsecond
 * @param version the account's version as of its last change
 * @param pageRead the state of reading its page
 */
public record Link(
    long id,
    String url,
    @Nullable String title,
    @Nullable String description,
    @Nullable String note,
    @Nullable String imageUrl,
    @Nullable String iconUrl,
    List<Tag> tags,
    boolean unread,
    boolean archived,
    boolean favorite,
    boolean shared,
    Instant createdAt,
    Instant updatedAt,
    Version version,
    PageRead pageRead) {

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

  /** A builder without texts, tags and flags. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with this link. */
  public Builder toBuilder() {
    return new Builder()
        .id(id)
        .url(url)
        .title(title)
        .description(description)
        .note(note)
        .imageUrl(imageUrl)
        .iconUrl(iconUrl)
        .tags(tags)
        .unread(unread)
        .archived(archived)
        .favorite(favorite)
        .shared(shared)
        .createdAt(createdAt)
        .updatedAt(updatedAt)
        .version(version)
        .pageRead(pageRead);
  }

  /** This link, changed as of {@code newVersion}. */
  public Link changed(Version newVersion, Instant now) {
    return toBuilder().updatedAt(now).version(newVersion).build();
  }

  /**
   * This link with the tag of {@code key} replaced by another, or only removed when the link has
   * the other one already or it is null.
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
    return toBuilder().tags(LinkFields.distinct(replaced)).build();
  }

  /** Takes the components of a link by name. */
  public static final class Builder {

    private long id;
    private @Nullable String url;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String note;
    private @Nullable String imageUrl;
    private @Nullable String iconUrl;
    private List<Tag> tags = List.of();
    private boolean unread;
    private boolean archived;
    private boolean favorite;
    private boolean shared;
    private @Nullable Instant createdAt;
    private @Nullable Instant updatedAt;
    private @Nullable Version version;
    private PageRead pageRead = PageRead.OFF;

    private Builder() {}

    /** Sets {@link Link#id}. */
    public Builder id(long id) {
      this.id = id;
      return this;
    }

    /** Sets {@link Link#url}. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** Sets {@link Link#title}. */
    public Builder title(@Nullable String title) {
      this.title = title;
      return this;
    }

    /** Sets {@link Link#description}. */
    public Builder description(@Nullable String description) {
      this.description = description;
      return this;
    }

    /** Sets {@link Link#note}. */
    public Builder note(@Nullable String note) {
      this.note = note;
      return this;
    }

    /** Sets {@link Link#imageUrl}. */
    public Builder imageUrl(@Nullable String imageUrl) {
      this.imageUrl = imageUrl;
      return this;
    }

    /** Sets {@link Link#iconUrl}. */
    public Builder iconUrl(@Nullable String iconUrl) {
      this.iconUrl = iconUrl;
      return this;
    }

    /** Sets {@link Link#tags}. */
    public Builder tags(List<Tag> tags) {
      this.tags = tags;
      return this;
    }

    /** Sets {@link Link#unread}. */
    public Builder unread(boolean unread) {
      this.unread = unread;
      return this;
    }

    /** Sets {@link Link#archived}. */
    public Builder archived(boolean archived) {
      this.archived = archived;
      return this;
    }

    /** Sets {@link Link#favorite}. */
    public Builder favorite(boolean favorite) {
      this.favorite = favorite;
      return this;
    }

    /** Sets {@link Link#shared}. */
    public Builder shared(boolean shared) {
      this.shared = shared;
      return this;
    }

    /** Sets {@link Link#createdAt}. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets {@link Link#updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** Sets {@link Link#version}. */
    public Builder version(Version version) {
      this.version = version;
      return this;
    }

    /** Sets {@link Link#pageRead}. */
    public Builder pageRead(PageRead pageRead) {
      this.pageRead = pageRead;
      return this;
    }

    /**
     * The link.
     *
     * @throws NullPointerException when the URL, a time or the version was not given
     */
    public Link build() {
      return new Link(
          id,
          Objects.requireNonNull(url),
          title,
          description,
          note,
          imageUrl,
          iconUrl,
          tags,
          unread,
          archived,
          favorite,
          shared,
          Objects.requireNonNull(createdAt),
          Objects.requireNonNull(updatedAt),
          Objects.requireNonNull(version),
          pageRead);
    }
  }
}
