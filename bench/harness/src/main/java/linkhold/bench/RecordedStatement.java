package linkhold.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that the server sent to the database.
 *
 * @param sql its text, with {@code $1}, {@code $2} … for the parameters
 * @param parameters their values
 */
record RecordedStatement(String sql, List<Parameter> parameters) {

  /**
   * A parameter.
   *
   * @param type its type's object id, 0 when the server left it to the database
   * @param text its value as text; null for none
   */
  record Parameter(int type, @Nullable String text) {}
}
