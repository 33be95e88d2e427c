package linkhold.persistence.backup;

import java.util.List;

/**
 * The content of a backup file.
 *
 * @param head its head
 * @param tables in the order of the file
 */
public record BackupSummary(BackupHead head, List<TableSummary> tables) {

  /** Keeps a copy of the tables. */
  public BackupSummary {
    tables = List.copyOf(tables);
  }

  /** The rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableSummary::rows).sum();
  }

  /** The rows of one table; 0 when the file has no such table. */
  public long rows(String table) {
    return tables.stream()
        .filter(each -> each.table().equals(table))
        .mapToLong(TableSummary::rows)
        .sum();
  }
}
