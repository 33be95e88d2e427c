package linkhold.bench.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import linkhold.bench.rival.Draft;
import linkhold.bench.rival.SavedLink;
import linkhold.bench.rival.Statements;
import linkhold.domain.TokenDigest;

/** Links over JDBC: each call takes a connection, runs one statement and gives it back. */
final class JdbcLinks {

  private static final String ACCOUNT_OF_TOKEN = Statements.forJdbc(Statements.ACCOUNT_OF_TOKEN);
  private static final String SAVE = Statements.forJdbc(Statements.SAVE);
  private static final String FIND = Statements.forJdbc(Statements.FIND);
  private static final String PAGE = Statements.forJdbc(Statements.PAGE);

  private final DataSource database;

  JdbcLinks(DataSource database) {
    this.database = database;
  }

  Optional<Long> accountOf(TokenDigest token) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(ACCOUNT_OF_TOKEN)) {
      statement.setBytes(1, token.bytes());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  SavedLink save(long account, Draft draft) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setLong(1, account);
      statement.setBytes(2, draft.url().digest());
      statement.setString(3, draft.url().given());
      statement.setString(4, draft.title());
      statement.setString(5, draft.note());
      statement.setString(6, draft.searchText());
      return links(statement).getFirst();
    }
  }

  Optional<SavedLink> find(long account, long id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setLong(1, account);
      statement.setLong(2, id);
      return links(statement).stream().findFirst();
    }
  }

  List<SavedLink> page(long account, int limit) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setLong(1, account);
      statement.setInt(2, limit);
      return links(statement);
    }
  }

  private static List<SavedLink> links(PreparedStatement statement) throws SQLException {
    List<SavedLink> links = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        links.add(
            new SavedLink(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                List.of((String[]) row.getArray(6).getArray()),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(9),
                row.getBoolean(10),
                row.getObject(11, OffsetDateTime.class),
                row.getObject(12, OffsetDateTime.class),
                row.getLong(13),
                row.getLong(14)));
      }
    }
    return links;
  }
}
