package linkhold.persistence.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of a schema, as the database itself describes them. */
final class Tables {

  /** Flyway's own, which is made by the migrations. */
  static final String HISTORY = "flyway_schema_history";

  /** Copies of texts for searches, which a server makes again; no backup has them. */
  static final String WORDS = "link_words";

  /** Columns that can be written, in their order; generated ones cannot. */
  private static final String COLUMNS =
      """
      select c.relname, a.attname
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid
      where n.nspname = ? and c.relkind in ('r', 'p') and c.relname <> 'flyway_schema_history'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by c.relname, a.attnum
      """;

  private static final String REFERENCES =
      """
      select c.relname, r.relname
      from pg_catalog.pg_constraint k
      join pg_catalog.pg_class c on c.oid = k.conrelid
      join pg_catalog.pg_class r on r.oid = k.confrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and k.contype = 'f' and c.oid <> r.oid
      order by c.relname, r.relname
      """;

  private Tables() {}

  /** The tables of {@code schema} with their columns, each one after those that it refers to. */
  static List<BackupTable> of(Connection connection, String schema) throws SQLException {
    Map<String, List<String>> columns = pairs(connection, COLUMNS, schema);
    Map<String, List<String>> references = pairs(connection, REFERENCES, schema);
    Set<String> ordered = new LinkedHashSet<>();
    columns.keySet().forEach(table -> add(table, references, ordered));
    return ordered.stream()
        .map(table -> new BackupTable(table, columns.getOrDefault(table, List.of())))
        .toList();
  }

  private static void add(String table, Map<String, List<String>> references, Set<String> ordered) {
    if (!ordered.contains(table)) {
      references.getOrDefault(table, List.of()).forEach(other -> add(other, references, ordered));
      ordered.add(table);
    }
  }

  private static Map<String, List<String>> pairs(Connection connection, String query, String schema)
      throws SQLException {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          pairs.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
        }
      }
    }
    return pairs;
  }
}
