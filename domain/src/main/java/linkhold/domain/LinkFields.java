package linkhold.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person says about a link, apart from its URL. A field that is null was not mentioned. An
 * empty text, or an empty list of tags, clears the field.
 *
 * @param title see {@link Link}; line breaks and runs of white space become one blank
 * @param description see {@link Link}
 * @param note see {@link Link}
 * @param imageUrl see {@link Link}
 * @param iconUrl see {@link Link}
 * @param tags no two of them the same; the first spelling of each stays
 * @param unread see {@link Link}
 * @param archived see {@link Link}
 * @param favorite see {@link Link}
 * @param shared see {@link Link}
 * @param createdAt cut to the microsecond; in the years 1 to 9999
 */
public record LinkFields(
    @Nullable String title,
    @Nullable String description,
    @Nullable String note,
    @Nullable String imageUrl,
    @Nullable String iconUrl,
    @Nullable List<Tag> tags,
    @Nullable Boolean unread,
    @Nullable Boolean archived,
    @Nullable Boolean favorite,
    @Nullable Boolean shared,
    @Nullable Instant createdAt) {

  /** No fields. */
  public static final LinkFields NONE =
      new LinkFields(null, null, null, null, null, null, null, null, null, null, null);

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /**
   * Normalises white space in the title and blank texts to empty ones, and drops repeated tags.
   *
   * @throws InvalidInputException naming every field that breaks a rule
   */
  public LinkFields {
    Faults faults = new Faults();
    title =
        text(faults, "/title", title == null ? null : Text.inOneLine(title), Link.MAX_TITLE_LENGTH);
    description = text(faults, "/description", description, Link.MAX_DESCRIPTION_LENGTH);
    note = text(faults, "/note", note, Link.MAX_NOTE_LENGTH);
    imageUrl = webUrl(faults, "/imageUrl", imageUrl);
    iconUrl = webUrl(faults, "/iconUrl", iconUrl);
    if (tags != null) {
      tags = distinct(tags);
      if (tags.size() > Tag.MAX_PER_LINK) {
        faults.add(FaultCode.TOO_MANY, "/tags", tooManyTags());
      }
    }
    Instant time = createdAt;
    createdAt = time == null ? null : faults.at("", () -> requireTime("/createdAt", time));
    faults.throwIfAny();
  }

  /**
   * {@code time}, cut to the microsecond.
   *
   * @throws InvalidInputException when it is outside the years 1 to 9999
   */
  static Instant requireTime(String pointer, Instant time) {
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new InvalidInputException(pointer, "Outside the years 1 to 9999.");
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** The message for a link that would get more than {@link Tag#MAX_PER_LINK} tags. */
  static String tooManyTags() {
    return "A link has at most " + Tag.MAX_PER_LINK + " tags.";
  }

  /** A builder without fields. */
  public static Builder builder() {
    return NONE.toBuilder();
  }

  /** A builder that begins with these fields. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** These fields with another title. */
  public LinkFields withTitle(@Nullable String otherTitle) {
    return toBuilder().title(otherTitle).build();
  }

  /** These fields with other tags. */
  public LinkFields withTags(@Nullable List<Tag> otherTags) {
    return toBuilder().tags(otherTags).build();
  }

  /**
   * These fields, and those of {@code other} that are not mentioned here; the tags of both, and the
   * earlier {@code createdAt}.
   *
   * @throws InvalidInputException when these are too many tags
   */
  public LinkFields and(LinkFields other) {
    return new LinkFields(
        either(title, other.title),
        either(description, other.description),
        either(note, other.note),
        either(imageUrl, other.imageUrl),
        either(iconUrl, other.iconUrl),
        both(tags, other.tags),
        either(unread, other.unread),
        either(archived, other.archived),
        either(favorite, other.favorite),
        either(shared, other.shared),
        earlier(createdAt, other.createdAt));
  }

  private static <T> @Nullable T either(@Nullable T one, @Nullable T other) {
    return one == null ? other : one;
  }

  private static @Nullable List<Tag> both(@Nullable List<Tag> some, @Nullable List<Tag> more) {
    if (some == null || more == null) {
      return either(some, more);
    }
    List<Tag> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || other != null && other.isBefore(one) ? other : one;
  }

  /**
   * {@code link} with the texts and flags mentioned here, and the given URL, tags and time. A field
   * that gets another value no longer counts as filled by a read.
   */
  Link applyTo(Link link, String newUrl, List<Tag> newTags, Instant newCreatedAt) {
    Link applied =
        link.toBuilder()
            .url(newUrl)
            .title(applyTo(link.title(), title))
            .description(applyTo(link.description(), description))
            .note(applyTo(link.note(), note))
            .imageUrl(applyTo(link.imageUrl(), imageUrl))
            .iconUrl(applyTo(link.iconUrl(), iconUrl))
            .tags(newTags)
            .unread(unread == null ? link.unread() : unread)
            .archived(archived == null ? link.archived() : archived)
            .favorite(favorite == null ? link.favorite() : favorite)
            .shared(shared == null ? link.shared() : shared)
            .createdAt(newCreatedAt)
            .build();
    return link.pageRead().filled().isEmpty()
        ? applied
        : applied.toBuilder().pageRead(link.pageRead().afterEdit(link, applied)).build();
  }

  /**
   * The text of a link that had {@code there} and is given {@code text}; null stands for none, and
   * an unmentioned {@code text} changes nothing.
   */
  private static @Nullable String applyTo(@Nullable String there, @Nullable String text) {
    if (text == null) {
      return there;
    }
    return text.isEmpty() ? null : text;
  }

  /** {@code tags} without those that are the same as an earlier one. */
  static List<Tag> distinct(List<Tag> tags) {
    if (tags.size() < 2) {
      return List.copyOf(tags);
    }
    Map<String, Tag> byKey = new LinkedHashMap<>();
    tags.forEach(tag -> byKey.putIfAbsent(tag.key(), tag));
    return List.copyOf(byKey.values());
  }

  /** A URL that pages can show safely, in the form that every platform opens. */
  private static @Nullable String webUrl(Faults faults, String pointer, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.isBlank() ? "" : faults.at("", () -> requireWebUrl(pointer, text));
  }

  private static String requireWebUrl(String pointer, String text) {
    LinkUrl url;
    try {
      url = LinkUrl.parse(text);
    } catch (InvalidInputException e) {
      Fault fault = e.faults().getFirst();
      throw new InvalidInputException(fault.code(), pointer, fault.detail());
    }
    if (!url.isOfPage()) {
      throw new InvalidInputException(
          FaultCode.REFUSED_URL, pointer, "The URL is neither http nor https.");
    }
    return url.given();
  }

  private static @Nullable String text(
      Faults faults, String pointer, @Nullable String text, int maxLength) {
    if (text == null) {
      return null;
    }
    return text.isBlank() ? "" : faults.at("", () -> Text.require(pointer, text, maxLength));
  }

  /** Makes fields; null stands for one that is not mentioned. Not safe for concurrent use. */
  public static final class Builder {

    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String note;
    private @Nullable String imageUrl;
    private @Nullable String iconUrl;
    private @Nullable List<Tag> tags;
    private @Nullable Boolean unread;
    private @Nullable Boolean archived;
    private @Nullable Boolean favorite;
    private @Nullable Boolean shared;
    private @Nullable Instant createdAt;

    private Builder(LinkFields fields) {
      this.title = fields.title;
      this.description = fields.description;
      this.note = fields.note;
      this.imageUrl = fields.imageUrl;
      this.iconUrl = fields.iconUrl;
      this.tags = fields.tags;
      this.unread = fields.unread;
      this.archived = fields.archived;
      this.favorite = fields.favorite;
      this.shared = fields.shared;
      this.createdAt = fields.createdAt;
    }

    /** Sets {@link LinkFields#title}. */
    public Builder title(@Nullable String title) {
      this.title = title;
      return this;
    }

    /** Sets {@link LinkFields#description}. */
    public Builder description(@Nullable String description) {
      this.description = description;
      return this;
    }

    /** Sets {@link LinkFields#note}. */
    public Builder note(@Nullable String note) {
      this.note = note;
      return this;
    }

    /** Sets {@link LinkFields#imageUrl}. */
    public Builder imageUrl(@Nullable String imageUrl) {
      this.imageUrl = imageUrl;
      return this;
    }

    /** Sets {@link LinkFields#iconUrl}. */
    public Builder iconUrl(@Nullable String iconUrl) {
      this.iconUrl = iconUrl;
      return this;
    }

    /** Sets {@link LinkFields#tags}. */
    public Builder tags(@Nullable List<Tag> tags) {
      this.tags = tags;
      return this;
    }

    /** Sets {@link LinkFields#unread}. */
    public Builder unread(@Nullable Boolean unread) {
      this.unread = unread;
      return this;
    }

    /** Sets {@link LinkFields#archived}. */
    public Builder archived(@Nullable Boolean archived) {
      this.archived = archived;
      return this;
    }

    /** Sets {@link LinkFields#favorite}. */
    public Builder favorite(@Nullable Boolean favorite) {
      this.favorite = favorite;
      return this;
    }

    /** Sets {@link LinkFields#shared}. */
    public Builder shared(@Nullable Boolean shared) {
      this.shared = shared;
      return this;
    }

    /** Sets {@link LinkFields#createdAt}. */
    public Builder createdAt(@Nullable Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /**
     * The fields.
     *
     * @throws InvalidInputException naming every field that breaks a rule
     */
    public LinkFields build() {
      return new LinkFields(
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
          createdAt);
    }
  }
}
