package linkhold.http.linkding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import linkhold.domain.InvalidInputException;
import linkhold.domain.SearchQuery;
import linkhold.domain.Tag;

/**
 * Reads queries as linkding does: {@code and}, {@code or} and {@code not} in any case, terms side
 * by side meaning {@code and}; parentheses; phrases in either kind of quotes; {@code #tag}; {@code
 * !unread} and {@code !untagged}. Unlike {@link SearchQuery#parse} it refuses malformed queries.
 */
final class LinkdingSearch {

  /** Matches no link. */
  static final SearchQuery NOTHING = new SearchQuery.Not(new SearchQuery.Everything());

  private static final SearchQuery ALL = new SearchQuery.Everything();

  /** The characters that end a word. */
  private static final String SIGNS = "()\"'#!";

  /** The characters that end a tag and a keyword. */
  private static final String ENDS = "()\"'";

  private sealed interface Token {}

  /** A word, phrase, tag or keyword. */
  private record Leaf(SearchQuery query) implements Token {}

  /** A parenthesis or operator. */
  private enum Sign implements Token {
    OPEN,
    CLOSE,
    AND,
    OR,
    NOT
  }

  /** Not a valid query. */
  private static final class MalformedQueryException extends Exception {
    MalformedQueryException() {
      super(null, null, false, false);
    }
  }

  private final List<Token> tokens;
  private int at;
  private int depth;

  private LinkdingSearch(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * The query in {@code text}; empty when it is malformed. Only the first {@value
   * SearchQuery#MAX_TERMS} words, phrases, tags and keywords count.
   */
  static Optional<SearchQuery> parse(String text) {
    List<Token> tokens = first(new Tokens(text).read());
    if (tokens.isEmpty()) {
      return Optional.of(ALL);
    }
    try {
      LinkdingSearch search = new LinkdingSearch(tokens);
      SearchQuery query = search.alternatives();
      return search.at < tokens.size() ? Optional.empty() : Optional.of(query);
    } catch (MalformedQueryException e) {
      return Optional.empty();
    }
  }

  /**
   * The tokens up to the last term that counts, with a closing parenthesis for each group that is
   * open there.
   */
  private static List<Token> first(List<Token> tokens) {
    int end = 0;
    for (int leaves = 0; end < tokens.size() && leaves < SearchQuery.MAX_TERMS; end++) {
      leaves += tokens.get(end) instanceof Leaf ? 1 : 0;
    }
    if (tokens.stream().skip(end).noneMatch(Leaf.class::isInstance)) {
      return tokens;
    }
    List<Token> first = new ArrayList<>(tokens.subList(0, end));
    int open = Collections.frequency(first, Sign.OPEN) - Collections.frequency(first, Sign.CLOSE);
    first.addAll(Collections.nCopies(Math.max(0, open), Sign.CLOSE));
    return first;
  }

  /** Matches links with the tag {@code name}; none when that is not a valid tag. */
  static SearchQuery tag(String name) {
    try {
      return new SearchQuery.HasTag(new Tag(name).key());
    } catch (InvalidInputException e) {
      return NOTHING;
    }
  }

  private SearchQuery alternatives() throws MalformedQueryException {
    List<SearchQuery> parts = new ArrayList<>();
    parts.add(together());
    while (take(Sign.OR)) {
      parts.add(together());
    }
    return parts.size() == 1 ? parts.getFirst() : new SearchQuery.Or(parts);
  }

  private SearchQuery together() throws MalformedQueryException {
    List<SearchQuery> parts = new ArrayList<>();
    parts.add(part());
    while (take(Sign.AND) || beginsPart()) {
      parts.add(part());
    }
    return parts.size() == 1 ? parts.getFirst() : new SearchQuery.And(parts);
  }

  private boolean beginsPart() {
    return at < tokens.size()
        && switch (tokens.get(at)) {
          case Leaf _ -> true;
          case Sign sign -> sign == Sign.OPEN || sign == Sign.NOT;
        };
  }

  private SearchQuery part() throws MalformedQueryException {
    if (at == tokens.size() || depth == SearchQuery.MAX_DEPTH) {
      throw new MalformedQueryException();
    }
    depth++;
    SearchQuery part =
        switch (tokens.get(at++)) {
          case Leaf(SearchQuery query) -> query;
          case Sign sign ->
              switch (sign) {
                case NOT -> new SearchQuery.Not(part());
                case OPEN -> group();
                case CLOSE, AND, OR -> throw new MalformedQueryException();
              };
        };
    depth--;
    return part;
  }

  private SearchQuery group() throws MalformedQueryException {
    SearchQuery group = alternatives();
    if (!take(Sign.CLOSE)) {
      throw new MalformedQueryException();
    }
    return group;
  }

  private boolean take(Sign sign) {
    boolean there = at < tokens.size() && tokens.get(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  /** A text's tokens, from left to right. */
  private static final class Tokens {

    private final String text;
    private int at;

    Tokens(String text) {
      this.text = text;
    }

    List<Token> read() {
      List<Token> tokens = new ArrayList<>();
      while (at < text.length()) {
        char c = text.charAt(at);
        switch (c) {
          case '(' -> {
            at++;
            tokens.add(Sign.OPEN);
          }
          case ')' -> {
            at++;
            tokens.add(Sign.CLOSE);
          }
          case '"', '\'' -> tokens.add(contains(phrase(c)));
          case '#' -> {
            String name = upTo(ENDS);
            if (!name.isEmpty()) {
              tokens.add(new Leaf(tag(name)));
            }
          }
          case '!' -> {
            String keyword = upTo(ENDS);
            if (!keyword.isEmpty()) {
              tokens.add(new Leaf(keyword(keyword)));
            }
          }
          default -> {
            if (Character.isWhitespace(c)) {
              at++;
            } else {
              at--; // the word begins without a sign
              tokens.add(word(upTo(SIGNS)));
            }
          }
        }
      }
      return tokens;
    }

    /** The text after the sign, up to white space or one of {@code ends}. */
    private String upTo(String ends) {
      int start = ++at;
      while (at < text.length()
          && !Character.isWhitespace(text.charAt(at))
          && ends.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    /** A phrase up to the closing quote or the end of the text; a backslash escapes a quote. */
    private String phrase(char quote) {
      StringBuilder phrase = new StringBuilder();
      at++;
      while (at < text.length() && text.charAt(at) != quote) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        phrase.append(text.charAt(at++));
      }
      at++;
      return phrase.toString();
    }

    private static SearchQuery keyword(String keyword) {
      return switch (keyword) {
        case "unread" -> new SearchQuery.Unread();
        case "untagged" -> new SearchQuery.Untagged();
        default -> ALL;
      };
    }

    private static Token word(String word) {
      if (word.equalsIgnoreCase("and")) {
        return Sign.AND;
      }
      if (word.equalsIgnoreCase("or")) {
        return Sign.OR;
      }
      return word.equalsIgnoreCase("not") ? Sign.NOT : contains(word);
    }

    private static Token contains(String text) {
      return new Leaf(SearchQuery.text(text));
    }
  }
}
