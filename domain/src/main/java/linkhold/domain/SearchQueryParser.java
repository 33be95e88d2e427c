package linkhold.domain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import linkhold.domain.SearchQuery.And;
import linkhold.domain.SearchQuery.Contains;
import linkhold.domain.SearchQuery.Everything;
import linkhold.domain.SearchQuery.HasTag;
import linkhold.domain.SearchQuery.HasUrl;
import linkhold.domain.SearchQuery.Kind;
import linkhold.domain.SearchQuery.Not;
import linkhold.domain.SearchQuery.Or;

/**
 * Reads one query from left to right, each character once, by the rules of {@link
 * SearchQuery#parse}. A part that is left out is read as {@link Everything}.
 */
final class SearchQueryParser {

  private static final Everything LEFT_OUT = new Everything();

  private final String text;
  private int at;
  private int depth;
  private int terms;

  SearchQueryParser(String text) {
    this.text = text;
  }

  SearchQuery parse() {
    return group();
  }

  /** Reads up to the end of the innermost group, which is not consumed. */
  private SearchQuery group() {
    List<SearchQuery> alternatives = new ArrayList<>();
    List<SearchQuery> together = new ArrayList<>();
    boolean joining = false;
    while (hasTerm()) {
      boolean or = isOr();
      if (or && !joining && !together.isEmpty()) {
        joining = true;
        at += 2;
        continue;
      }
      if (!joining && !together.isEmpty() && isOperator("AND")) {
        at += 3;
        continue;
      }
      SearchQuery term = term();
      if (term.equals(LEFT_OUT)) {
        continue;
      }
      if (joining) {
        alternatives.add(and(together));
        together.clear();
        joining = false;
      }
      together.add(term);
    }
    if (joining) {
      together.add(contains("or"));
    }
    alternatives.add(and(together));
    return or(alternatives);
  }

  /** Moves to the next term of the group, if there is one and it counts. */
  private boolean hasTerm() {
    while (at < text.length() && SearchText.isGap(text.charAt(at))) {
      at++;
    }
    return terms < SearchQuery.MAX_TERMS && !endsWord(at);
  }

  private boolean isOr() {
    return text.regionMatches(true, at, "or", 0, 2) && endsWord(at + 2);
  }

  /** Whether an operator in capitals stands here, and a term after it. */
  private boolean isOperator(String name) {
    if (!isWord(name, at)) {
      return false;
    }
    int next = at + name.length();
    while (next < text.length() && SearchText.isGap(text.charAt(next))) {
      next++;
    }
    boolean twice = name.equals("NOT") && isWord("NOT", next);
    return !endsWord(next) && !isWord("AND", next) && !isWord("OR", next) && !twice;
  }

  private boolean isWord(String word, int index) {
    return text.startsWith(word, index) && endsWord(index + word.length());
  }

  private SearchQuery term() {
    if (isOperator("NOT")) {
      at += 3;
      hasTerm();
      return not(term());
    }
    if (sign(at) == '-' && canBeExcluded(at + 1)) {
      at++;
      return not(included());
    }
    return included();
  }

  private boolean canBeExcluded(int index) {
    return !endsWord(index) && sign(index) != '-' && sign(index) != ')';
  }

  private SearchQuery included() {
    char sign = sign(at);
    if (sign == '"') {
      return contains(phrase());
    }
    if (sign == '(' && depth < SearchQuery.MAX_DEPTH) {
      return parenthesised();
    }
    String word = word();
    return sign == '#' ? tagged(word) : contains(word);
  }

  private SearchQuery parenthesised() {
    at++;
    depth++;
    SearchQuery group = group();
    depth--;
    at++;
    return group;
  }

  private String phrase() {
    int start = ++at;
    while (at < text.length() && sign(at) != '"') {
      at++;
    }
    return text.substring(start, at++);
  }

  private String word() {
    int start = at;
    int open = 0;
    while (open > 0 ? !endsText(at) : !endsWord(at)) {
      char sign = sign(at);
      if (sign == '(') {
        open++;
      } else if (sign == ')' && open > 0) {
        open--;
      }
      at++;
    }
    return text.substring(start, at);
  }

  private boolean endsWord(int index) {
    return endsText(index) || depth > 0 && sign(index) == ')';
  }

  private boolean endsText(int index) {
    return index >= text.length() || SearchText.isGap(text.charAt(index));
  }

  /** The character at {@code index}, in its plain form where it means something. */
  private char sign(int index) {
    char c = text.charAt(index);
    return switch (c) {
      case '“', '”', '„', '«', '»', '＂' -> '"';
      case '（' -> '(';
      case '）' -> ')';
      case '＃' -> '#';
      case '－' -> '-';
      default -> c;
    };
  }

  private SearchQuery contains(String given) {
    SearchQuery query = SearchQuery.text(given);
    terms += query.equals(LEFT_OUT) ? 0 : 1;
    return query;
  }

  private SearchQuery tagged(String word) {
    try {
      SearchQuery tag = new HasTag(new Tag(word.substring(1)).key());
      terms++;
      return tag;
    } catch (InvalidInputException _) {
      return contains(word);
    }
  }

  private static SearchQuery not(SearchQuery query) {
    return switch (query) {
      case Everything _ -> query;
      case Not(SearchQuery inner) -> inner;
      case Contains _, HasTag _, HasUrl _, Kind _, And _, Or _ -> new Not(query);
    };
  }

  private static SearchQuery and(List<SearchQuery> queries) {
    Set<SearchQuery> parts = new LinkedHashSet<>();
    for (SearchQuery query : queries) {
      if (query instanceof And(List<SearchQuery> inner)) {
        parts.addAll(inner);
      } else {
        parts.add(query);
      }
    }
    return switch (parts.size()) {
      case 0 -> LEFT_OUT;
      case 1 -> parts.iterator().next();
      default -> new And(List.copyOf(parts));
    };
  }

  private static SearchQuery or(List<SearchQuery> queries) {
    Set<SearchQuery> parts = new LinkedHashSet<>();
    for (SearchQuery query : queries) {
      if (query instanceof Or(List<SearchQuery> inner)) {
        parts.addAll(inner);
      } else {
        parts.add(query);
      }
    }
    return parts.size() == 1 ? parts.iterator().next() : new Or(List.copyOf(parts));
  }
}
