package linkhold.domain;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of reading a link's page, and the fields that the read has filled.
 *
 * @param state whether more may still be read
 * @param filled the fields that have what a read gave them, and that nobody has changed since
 */
public record PageRead(State state, Set<Field> filled) {

  /** No read is planned: the link came with a title, or its page is not read here. */
  public static final PageRead OFF = new PageRead(State.OFF, Set.of());

  /** A read is queued, and no read has filled a field. */
  public static final PageRead PENDING = new PageRead(State.PENDING, Set.of());

  /** Whether a read may still fill something. */
  public enum State {
    /** No read is planned. */
    OFF,
    /** A read is queued or under way. */
    PENDING,
    /** The page was read. */
    DONE,
    /** The page could not be read, or has no title. */
    FAILED;

    /** The name in lower case, as clients see it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a read may fill. */
  public enum Field {
    /** {@link Link#title}. */
    TITLE(Link::title, PageContent::title, Link.Builder::title),
    /** {@link Link#description}. */
    DESCRIPTION(Link::description, PageContent::description, Link.Builder::description),
    /** {@link Link#imageUrl}. */
    IMAGE(Link::imageUrl, PageContent::imageUrl, Link.Builder::imageUrl),
    /** {@link Link#iconUrl}. */
    ICON(Link::iconUrl, PageContent::iconUrl, Link.Builder::iconUrl);

    @SuppressWarnings("ImmutableEnumChecker") // reads a field
    private final Function<Link, @Nullable String> inLink;

    @SuppressWarnings("ImmutableEnumChecker") // reads a field
    private final Function<PageContent, @Nullable String> inPage;

    @SuppressWarnings("ImmutableEnumChecker") // sets a field
    private final BiConsumer<Link.Builder, String> fill;

    Field(
        Function<Link, @Nullable String> inLink,
        Function<PageContent, @Nullable String> inPage,
        BiConsumer<Link.Builder, String> fill) {
      this.inLink = inLink;
      this.inPage = inPage;
      this.fill = fill;
    }
  }

  /** Keeps a copy of the fields. */
  public PageRead {
    filled = Set.copyOf(filled);
  }

  /** The same fields in another state. */
  public PageRead in(State other) {
    return new PageRead(other, filled);
  }

  /** Without the fields in which an edit has changed the link, which count as a person's now. */
  PageRead afterEdit(Link before, Link after) {
    Set<Field> same = EnumSet.noneOf(Field.class);
    for (Field field : filled) {
      if (Objects.equals(field.inLink.apply(before), field.inLink.apply(after))) {
        same.add(field);
      }
    }
    return new PageRead(state, same);
  }

  /** Those fields of {@code merged} that were filled in the link whose value it has. */
  static PageRead ofMerged(Link earlier, Link later, Link merged) {
    Set<Field> filled = EnumSet.noneOf(Field.class);
    for (Field field : Field.values()) {
      String value = field.inLink.apply(merged);
      Link source = Objects.equals(value, field.inLink.apply(later)) ? later : earlier;
      if (source.pageRead().filled().contains(field)) {
        filled.add(field);
      }
    }
    return new PageRead(earlier.pageRead().state(), filled);
  }

  /**
   * {@code link} after its read: fields that were empty or filled by a read get what the page says.
   * What the page no longer says stays.
   */
  static Link ended(Link link, Optional<PageContent> content) {
    Link.Builder builder = link.toBuilder();
    Set<Field> filled = EnumSet.noneOf(Field.class);
    filled.addAll(link.pageRead().filled());
    content.ifPresent(page -> {
      for (Field field : Field.values()) {
        String value = field.inPage.apply(page);
        if (value != null && (field.inLink.apply(link) == null || filled.contains(field))) {
          field.fill.accept(builder, value);
          filled.add(field);
        }
      }
    });
    boolean hasTitle =
        link.title() != null || content.filter(page -> page.title() != null).isPresent();
    return builder.pageRead(new PageRead(hasTitle ? State.DONE : State.FAILED, filled)).build();
  }

  /** The state and the fields as words, which {@link #parse} reads. */
  public String text() {
    List<String> words = new ArrayList<>();
    words.add(state.text());
    filled.stream().sorted().forEach(field -> words.add(field.name().toLowerCase(Locale.ROOT)));
    return String.join(" ", words);
  }

  /** Reads what {@link #text} wrote. */
  public static PageRead parse(String text) {
    if (text.equals("off")) {
      return OFF; // the most frequent state
    }
    List<String> words = List.of(text.toUpperCase(Locale.ROOT).split(" ", -1));
    return new PageRead(
        State.valueOf(words.getFirst()),
        words.stream().skip(1).map(Field::valueOf).collect(Collectors.toUnmodifiableSet()));
  }
}
