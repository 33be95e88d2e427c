package linkhold.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.bench.HttpConnection.Answer;

/**
 * What a page of changes says of the next one.
 *
 * @param next its cursor
 * @param more whether there is more to read now
 */
record ChangesPage(String next, boolean more) {

  private static final Pattern NEXT = Pattern.compile("\"next\"\\s*:\\s*\"([^\"]+)\"");
  private static final String MORE = "\"more\":true}";

  /** The page in an answer; empty when it is none. */
  static Optional<ChangesPage> of(Answer answer) {
    Matcher next = NEXT.matcher(answer.body());
    return answer.status() == 200 && next.find()
        ? Optional.of(new ChangesPage(next.group(1), answer.body().endsWith(MORE)))
        : Optional.empty();
  }

  /**
   * The page in an answer.
   *
   * @throws IOException when it is none
   */
  static ChangesPage require(Answer answer) throws IOException {
    return of(answer)
        .orElseThrow(() -> new IOException("Changes were answered " + answer.status()));
  }
}
