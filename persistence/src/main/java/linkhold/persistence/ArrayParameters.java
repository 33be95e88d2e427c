package linkhold.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The two texts of a statement whose first parameters are the table's.
 *
 * @param many for any number of rows
 * @param one for one row, with less to set up
 */
record ArrayParameters<R>(ArrayColumns<R> columns, String many, String one) {

  PreparedStatement prepare(Connection connection, List<R> rows) throws SQLException {
    return connection.prepareStatement(isOne(rows) ? one : many);
  }

  /** Sets the table's parameters in what was prepared for as many rows. */
  void bind(PreparedStatement statement, List<R> rows) throws SQLException {
    if (isOne(rows)) {
      columns.bindOne(statement, 1, rows.getFirst());
    } else {
      columns.bind(statement, 1, rows);
    }
  }

  boolean isOne(List<R> rows) {
    return rows.size() == 1;
  }
}
