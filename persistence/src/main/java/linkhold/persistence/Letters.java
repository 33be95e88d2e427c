package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINK_LETTERS;

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
    return SearchCondition.ofIndex(
        query,
        part ->
            part instanceof SearchQuery.Contains(String folded)
                ? Optional.of(LINK_LETTERS.LETTERS.contains(ofTerm(folded)))
                : Optional.empty());
  }
}
