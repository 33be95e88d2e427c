package linkhold.bench;

import java.util.List;
import java.util.Map;

/**
 * A transaction that the server sent to the database.
 *
 * @param settings what the server has set on its connection, by the settings' names
 * @param statements in their order
 */
record RecordedTransaction(Map<String, String> settings, List<RecordedStatement> statements) {

  /** Whether one of the statements names {@code table}. */
  boolean touches(String table) {
    return statements.stream().anyMatch(statement -> statement.sql().contains(table));
  }
}
