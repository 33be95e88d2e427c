package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINK_LETTERS;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.or;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.SearchQuery;
import linkhold.domain.SearchText;
import org.jooq.Condition;

/**
 * The letters of texts, and each two that follow one another, as numbers: a UTF-16 unit, or the
 * first times 65536 plus the second.
 */
final class Letters {

  /** How many letters and digits in a row the index of words needs. */
  private static final int SHORTEST_WORD = 3;

  private Letters() {}

  /** All of {@code texts}. */
  static Integer[] of(List<String> texts) {
    Set<Integer> letters = new HashSet<>();
    texts.forEach(text -> add(text, letters));
    return letters.toArray(Integer[]::new);
  }

  private static void add(String text, Set<Integer> letters) {
    char previous = SearchText.SEPARATOR;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != SearchText.SEPARATOR) {
        letters.add((int) c);
        if (previous != SearchText.SEPARATOR) {
          letters.add(pair(previous, c));
        }
      }
      previous = c;
    }
  }

  private static int pair(char first, char second) {
    return first << Character.SIZE | second;
  }

  /** What a text that contains {@code term} has: its pairs, or its only letter. */
  private static Integer[] ofTerm(String term) {
    if (term.length() == 1) {
      return new Integer[] {(int) term.charAt(0)};
    }
    Set<Integer> pairs = new HashSet<>();
    for (int i = 1; i < term.length(); i++) {
      pairs.add(pair(term.charAt(i - 1), term.charAt(i)));
    }
    return pairs.toArray(Integer[]::new);
  }

  /** Which rows of {@code link_letters} may have matching links; empty if all may. */
  static Optional<Condition> condition(SearchQuery query) {
    return switch (query) {
      case SearchQuery.Contains(String folded) ->
          Optional.of(LINK_LETTERS.LETTERS.contains(ofTerm(folded)));
      case SearchQuery.And(var parts) -> {
        List<Condition> known = new ArrayList<>();
        parts.forEach(part -> condition(part).ifPresent(known::add));
        yield known.isEmpty() ? Optional.empty() : Optional.of(and(known));
      }
      case SearchQuery.Or(var parts) -> {
        List<Condition> known = new ArrayList<>();
        parts.forEach(part -> condition(part).ifPresent(known::add));
        yield known.size() < parts.size() ? Optional.empty() : Optional.of(or(known));
      }
      case SearchQuery.Everything _,
          SearchQuery.HasTag _,
          SearchQuery.HasUrl _,
          SearchQuery.Kind _,
          SearchQuery.Not _ ->
          Optional.empty();
    };
  }

  /** Whether the indexes of words, tags and URLs find the links that a query matches. */
  static boolean hasWords(SearchQuery query) {
    return switch (query) {
      case SearchQuery.Contains(String folded) -> hasWord(folded);
      case SearchQuery.HasTag _, SearchQuery.HasUrl _ -> true;
      case SearchQuery.And(var parts) -> parts.stream().anyMatch(Letters::hasWords);
      case SearchQuery.Or(var parts) -> parts.stream().allMatch(Letters::hasWords);
      case SearchQuery.Everything _, SearchQuery.Kind _, SearchQuery.Not _ -> false;
    };
  }

  private static boolean hasWord(String text) {
    int length = 0;
    int c;
    for (int i = 0; i < text.length() && length < SHORTEST_WORD; i += Character.charCount(c)) {
      c = text.codePointAt(i);
      length = Character.isLetterOrDigit(c) ? length + 1 : 0;
    }
    return length == SHORTEST_WORD;
  }
}
