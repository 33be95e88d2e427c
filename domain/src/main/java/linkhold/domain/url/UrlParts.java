package linkhold.domain.url;

import org.jspecify.annotations.Nullable;

/**
 * What stands after the scheme of a hierarchical URL, cut where a browser cuts it (WHATWG URL,
 * 4.4).
 *
 * @param authority user information, host and port; {@code null} without {@code //}
 * @param path empty, or begins with a slash
 * @param query without its question mark; empty when there is none
 * @param fragment without its number sign; empty when there is none
 */
record UrlParts(@Nullable String authority, String path, String query, String fragment) {

  /**
   * @param rest what follows the scheme and its colon; begins with a slash unless the scheme is
   *     special
   */
  static UrlParts of(Scheme scheme, String rest) {
    boolean special = scheme.isSpecial();
    int fragmentStart = indexOrEnd(rest, '#', 0, rest.length());
    int queryStart = indexOrEnd(rest, '?', 0, fragmentStart);
    String hierarchy = rest.substring(0, queryStart);
    if (special) {
      hierarchy = hierarchy.replace('\\', '/');
    }
    String authority = null;
    int pathStart = 0;
    if (special || hierarchy.startsWith("//")) {
      int start = special ? skipSlashes(hierarchy) : 2;
      pathStart = indexOrEnd(hierarchy, '/', start, hierarchy.length());
      authority = hierarchy.substring(start, pathStart);
    }
    return new UrlParts(
        authority,
        hierarchy.substring(pathStart),
        afterMark(rest.substring(queryStart, fragmentStart)),
        afterMark(rest.substring(fragmentStart)));
  }

  /** The character's first index between start and end, or the end. */
  static int indexOrEnd(String text, char character, int start, int end) {
    int index = text.indexOf(character, start, end);
    return index < 0 ? end : index;
  }

  private static int skipSlashes(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) == '/') {
      i++;
    }
    return i;
  }

  private static String afterMark(String text) {
    return text.isEmpty() ? text : text.substring(1);
  }
}
