package linkhold.domain;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.domain.url.ReadableUrl;

/**
 * What a person searches for, as a tree that each store interprets. A query that {@link #parse}
 * made is small and normal: at most {@value #MAX_TERMS} terms and {@value #MAX_DEPTH} nested
 * parentheses; no {@link And} directly inside an {@link And} and no {@link Or} directly inside an
 * {@link Or}; these have two or more parts, no two of them equal; {@link Not} never holds a {@link
 * Not}; {@link Everything} is never part of another query.
 */
public sealed interface SearchQuery {

  /** How many words, phrases and tags of a query count. */
  int MAX_TERMS = 64;

  /** How many parentheses may be open at one place. */
  int MAX_DEPTH = 32;

  /** Matches every link. */
  record Everything() implements SearchQuery {}

  /**
   * Matches the links whose {@link SearchText} contains a text. No character of it is a wildcard.
   *
   * @param folded kept folded, see {@link SearchText#fold(String)}; never empty
   */
  record Contains(String folded) implements SearchQuery {

    /**
     * Folds the text.
     *
     * @throws IllegalArgumentException when nothing is left of it
     */
    public Contains {
      folded = SearchText.fold(folded);
      if (folded.isEmpty()) {
        throw new IllegalArgumentException("Nothing to search for.");
      }
    }
  }

  /**
   * Matches the links that have a tag.
   *
   * @param key the tag's {@link Tag#key}
   */
  record HasTag(String key) implements SearchQuery {}

  /**
   * Matches the link that has a URL.
   *
   * @param url by its canonical form
   */
  record HasUrl(LinkUrl url) implements SearchQuery {}

  /** Matches the links of some kind, which {@link #parse} has no words for. */
  sealed interface Kind extends SearchQuery {

    /** Whether {@code link} is of it. */
    boolean includes(Link link);
  }

  /** Matches the links that have no tag. */
  record Untagged() implements Kind {

    @Override
    public boolean includes(Link link) {
      return link.tags().isEmpty();
    }
  }

  /** Matches the links that wait to be read. */
  record Unread() implements Kind {

    @Override
    public boolean includes(Link link) {
      return link.unread();
    }
  }

  /** Matches the links that are meant for others too. */
  record Shared() implements Kind {

    @Override
    public boolean includes(Link link) {
      return link.shared();
    }
  }

  /** Matches the links that were created after a moment. */
  record CreatedAfter(Instant moment) implements Kind {

    @Override
    public boolean includes(Link link) {
      return link.createdAt().isAfter(moment);
    }
  }

  /** Matches the links that last changed after a moment. */
  record UpdatedAfter(Instant moment) implements Kind {

    @Override
    public boolean includes(Link link) {
      return link.updatedAt().isAfter(moment);
    }
  }

  /** Matches the links that {@code query} does not match. */
  record Not(SearchQuery query) implements SearchQuery {}

  /** Matches the links that all of {@code parts} match. */
  record And(List<SearchQuery> parts) implements SearchQuery {

    /** Keeps a copy of the parts. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** Matches the links that any of {@code parts} matches. */
  record Or(List<SearchQuery> parts) implements SearchQuery {

    /** Keeps a copy of the parts. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Reads a query as people type it. There is no wrong query; an empty one matches everything.
   *
   * <ul>
   *   <li>{@code java web}: both words, each anywhere in the link, also within longer words.
   *   <li>{@code "spring boot"}: the phrase.
   *   <li>{@code #java}: the tag; the whole name, without regard to case.
   *   <li>{@code -java}, {@code -"spring boot"}, {@code -#java}, {@code -(java web)}: not this.
   *   <li>{@code java or kotlin}: either. Terms side by side bind tighter than {@code or}: {@code a
   *       b or c} is {@code (a b) or c}.
   *   <li>{@code (java or kotlin) web}: parentheses group.
   *   <li>{@code java AND web}, {@code java OR kotlin}, {@code NOT java}: the same in capitals.
   *   <li>{@code https://example.com/?utm_source=a}: the link that has this URL by its canonical
   *       form, and those that contain it. A word that holds escapes or Punycode matches what it
   *       stands for too.
   * </ul>
   *
   * <p>These signs mean something only where a term begins, that is at the start, after white
   * space, and right after a phrase, a parenthesis that groups, or an excluding {@code -}. Inside a
   * word they are part of it: {@code c#}, {@code foo-bar}, {@code 5"}, {@code example.com/a_(b)}. A
   * word runs to the next white space, or to a {@code )} that closes a group rather than a
   * parenthesis in the word. Control characters, U+0000 among them, count as white space. Curly and
   * angle quotes, and the full-width forms of the signs, do as well as the plain ones.
   *
   * <p>What does not fit is taken as it stands:
   *
   * <ul>
   *   <li>A phrase or group still open at the end closes there. An empty one is left out, as is a
   *       word of which folding leaves nothing.
   *   <li>A {@code )} without a group to close, and a {@code (} within {@value #MAX_DEPTH} groups,
   *       are plain characters.
   *   <li>An {@code or} (in any case) with no term before or after it in its group is the plain
   *       word; of two in a row the first joins. So is an {@code AND} without a term on each side,
   *       and a {@code NOT} before none, or before another operator; in small letters these two are
   *       words.
   *   <li>A {@code -} before white space, a {@code )}, another {@code -} or the end is a plain
   *       character: {@code --help} is a word. So is a {@code #} before what cannot be a {@link
   *       Tag}.
   *   <li>After {@value #MAX_TERMS} words, phrases and tags, repeated ones counted, the rest of the
   *       query is left out.
   * </ul>
   */
  static SearchQuery parse(String query) {
    return new SearchQueryParser(query).parse();
  }

  /**
   * Matches the links that contain a word or phrase, or what its escapes and Punycode stand for,
   * and the link that has it as its URL; {@link Everything} when folding leaves nothing of it.
   */
  static SearchQuery text(String given) {
    String folded = SearchText.fold(given);
    if (folded.isEmpty()) {
      return new Everything();
    }
    Set<SearchQuery> meanings = new LinkedHashSet<>();
    meanings.add(new Contains(folded));
    String readable = SearchText.fold(ReadableUrl.of(given));
    if (!readable.isEmpty()) {
      meanings.add(new Contains(readable));
    }
    if (given.contains("://") || given.startsWith("www.")) {
      try {
        meanings.add(new HasUrl(LinkUrl.parse(given)));
      } catch (InvalidInputException e) {
        // It only looks like a URL, and is searched for as text.
      }
    }
    return meanings.size() == 1 ? meanings.iterator().next() : new Or(List.copyOf(meanings));
  }

  /** Whether this query matches {@code link}; every store answers alike. */
  default boolean matches(Link link) {
    return matches(
        link, SearchText.of(link), link.tags().stream().map(Tag::key).collect(Collectors.toSet()));
  }

  private boolean matches(Link link, String text, Set<String> tagKeys) {
    return switch (this) {
      case Everything _ -> true;
      case Contains(String folded) -> text.contains(folded);
      case HasTag(String key) -> tagKeys.contains(key);
      case HasUrl(LinkUrl url) -> LinkUrl.kept(link.url()).canonical().equals(url.canonical());
      case Kind kind -> kind.includes(link);
      case Not(SearchQuery query) -> !query.matches(link, text, tagKeys);
      case And(List<SearchQuery> parts) ->
          parts.stream().allMatch(part -> part.matches(link, text, tagKeys));
      case Or(List<SearchQuery> parts) ->
          parts.stream().anyMatch(part -> part.matches(link, text, tagKeys));
    };
  }
}
