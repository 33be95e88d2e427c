package linkhold.persistence.backup;

import java.util.List;

/**
 * A table in a backup file, before its rows.
 *
 * @param name of the table
 * @param columns in the order of the values of each row
 */
record BackupTable(String name, List<String> columns) {

  BackupTable {
    columns = List.copyOf(columns);
  }
}
