package linkhold.persistence.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.postgresql.copy.CopyOut;

/** Copies a snapshot of every table of a database into one file, while the database is in use. */
public final class Backup {

  private Backup() {}

  /**
   * Writes the database at {@code address} to {@code out}, which stays open.
   *
   * @param product the version of this program
   * @param now the time written into the file
   * @param progress called from time to time with the number of rows written so far
   * @throws BackupException when the database does not answer, or has not been used yet
   * @throws IOException when {@code out} fails
   */
  public static BackupSummary write(
      Address address, String product, Instant now, OutputStream out, LongConsumer progress)
      throws IOException {
    try (Session session = Session.open(address)) {
      session.connection().setAutoCommit(false);
      session.run("set transaction isolation level repeatable read read only");
      String schema = session.texts("select current_schema()").getFirst();
      BackupWriter writer =
          new BackupWriter(out, BackupHead.of(versionOf(session, schema), product, now));
      long rows = 0;
      for (BackupTable table : Tables.of(session.connection(), schema)) {
        if (!table.name().equals(Tables.WORDS)) {
          writer.begin(table);
          rows = copy(session, schema, table, writer, rows, progress);
          writer.end(table);
        }
      }
      return writer.finish();
    } catch (SQLException e) {
      throw new BackupException("The database cannot be read: " + e.getMessage(), e);
    }
  }

  private static String versionOf(Session session, String schema) throws SQLException {
    boolean used =
        session
            .texts("select to_regclass(?)::text", Session.quoted(schema) + "." + Tables.HISTORY)
            .stream()
            .anyMatch(name -> name != null);
    List<String> versions =
        used ? session.texts(Restore.VERSION_QUERY.formatted(Session.quoted(schema))) : List.of();
    if (versions.isEmpty()) {
      throw new BackupException("The database has no library in it yet.");
    }
    return versions.getFirst();
  }

  private static long copy(
      Session session,
      String schema,
      BackupTable table,
      BackupWriter writer,
      long before,
      LongConsumer progress)
      throws SQLException, IOException {
    CopyOut rows =
        session
            .copying()
            .copyOut(
                "copy %s.%s (%s) to stdout"
                    .formatted(
                        Session.quoted(schema),
                        Session.quoted(table.name()),
                        Session.quoted(table.columns())));
    long count = before;
    byte[] row = rows.readFromCopy();
    while (row != null) {
      writer.row(row);
      count++;
      if (count % 1000 == 0) {
        progress.accept(count);
      }
      row = rows.readFromCopy();
    }
    return count;
  }
}
