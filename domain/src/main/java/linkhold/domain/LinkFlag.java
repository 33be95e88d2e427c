package linkhold.domain;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a link: the one list of them, for code that treats them all alike, such as filters
 * and counts.
 */
public enum LinkFlag {
  /** See {@link Link#unread}. */
  UNREAD(
      "unread", Link::unread, Link.Builder::unread, LinkFields::unread, LinkFields.Builder::unread),

  /** See {@link Link#archived}. */
  ARCHIVED(
      "archived",
      Link::archived,
      Link.Builder::archived,
      LinkFields::archived,
      LinkFields.Builder::archived),

  /** See {@link Link#favorite}. */
  FAVORITE(
      "favorite",
      Link::favorite,
      Link.Builder::favorite,
      LinkFields::favorite,
      LinkFields.Builder::favorite),

  /** See {@link Link#shared}. */
  SHARED(
      "shared", Link::shared, Link.Builder::shared, LinkFields::shared, LinkFields.Builder::shared);

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // reads a component
  private final Predicate<Link> get;

  @SuppressWarnings("ImmutableEnumChecker") // sets a component
  private final BiConsumer<Link.Builder, Boolean> set;

  @SuppressWarnings("ImmutableEnumChecker") // reads a component
  private final Function<LinkFields, @Nullable Boolean> getMentioned;

  @SuppressWarnings("ImmutableEnumChecker") // sets a component
  private final BiConsumer<LinkFields.Builder, @Nullable Boolean> setMentioned;

  LinkFlag(
      String text,
      Predicate<Link> get,
      BiConsumer<Link.Builder, Boolean> set,
      Function<LinkFields, @Nullable Boolean> getMentioned,
      BiConsumer<LinkFields.Builder, @Nullable Boolean> setMentioned) {
    this.text = text;
    this.get = get;
    this.set = set;
    this.getMentioned = getMentioned;
    this.setMentioned = setMentioned;
  }

  /** Its name in JSON, queries and files. */
  public String text() {
    return text;
  }

  /** Whether it is true of {@code link}. */
  public boolean of(Link link) {
    return get.test(link);
  }

  /** What {@code fields} say of it; null when they do not mention it. */
  public @Nullable Boolean of(LinkFields fields) {
    return getMentioned.apply(fields);
  }

  /** Sets it in a link. */
  public void set(Link.Builder link, boolean value) {
    set.accept(link, value);
  }

  /** Sets it in fields; null does not mention it. */
  public void set(LinkFields.Builder fields, @Nullable Boolean value) {
    setMentioned.accept(fields, value);
  }
}
