package linkhold.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.bench.HttpConnection.Answer;

/**
 * The cursor of a page of changes.
 *
 * @param next the cursor for the next page
 * @param more whether there are more changes
 */
record ChangesPage(String next, boolean more) {

  private static final Pattern NEXT = Pattern.compile("\"next\"\\s*:\\s*\"([^\"]+)\"");
  private static final String MORE = "\"more\":true}";

  /** The page in an answer; empty when the answer is not a page. */
  static Optional<ChangesPage> of(Answer answer) {
    Matcher next = NEXT.matcher(answer.body());
    return answer.status() == 200 && next.find()
        ? Optional.of(new ChangesPage(next.group(1), answer.body().endsWith(MORE)))
        : Optional.empty();
  }

  /**
   * The page in an answer.
   *
   * @throws IOException when the answer is not a page
   */
  static ChangesPage require(Answer answer) throws IOException {
    return of(answer)
        .orElseThrow(() -> new IOException("Changes were answered " + answer.status()));
  }
}
