package linkhold.client

import java.io.File
import java.sql.Connection
import java.sql.DriverManager
import java.sql.PreparedStatement
import java.sql.ResultSet
import java.sql.SQLException
import java.util.Properties

/** A SQLite file, opened with `org.xerial:sqlite-jdbc`, which has to be a dependency of the app. */
public class JdbcConnection(file: File) : SqliteConnection {
  private val connection: Connection =
      failing {
        val settings = Properties().apply { setProperty("busy_timeout", "0") }
        DriverManager.getConnection("jdbc:sqlite:${file.path}", settings)
      }
  private val statements = HashMap<String, PreparedStatement>()

  override fun run(sql: String, vararg arguments: Any?) {
    failing { prepared(sql, arguments).execute() }
  }

  override fun <T> rows(sql: String, vararg arguments: Any?, read: (SqliteRow) -> T): List<T> =
      failing {
        prepared(sql, arguments).executeQuery().use { result ->
          val row = JdbcRow(result)
          buildList { while (result.next()) add(read(row)) }
        }
      }

  private fun prepared(sql: String, arguments: Array<out Any?>): PreparedStatement {
    val statement = statements.getOrPut(sql) { connection.prepareStatement(sql) }
    arguments.forEachIndexed { i, argument ->
      when (argument) {
        is Long -> statement.setLong(i + 1, argument)
        else -> statement.setString(i + 1, argument as String?)
      }
    }
    return statement
  }

  private fun <T> failing(work: () -> T): T =
      try {
        work()
      } catch (e: SQLException) {
        // The lower byte of an extended result code is the primary one (https://sqlite.org/rescode.html).
        if (e.errorCode and 0xff in BUSY..LOCKED) throw SqliteBusyException(e)
        throw StorageException(e.message ?: "SQLite failed.", e)
      }

  override fun close() {
    failing { connection.close() }
  }

  private class JdbcRow(private val result: ResultSet) : SqliteRow {
    override fun long(column: Int) = result.getLong(column + 1)

    override fun text(column: Int): String? = result.getString(column + 1)
  }

  private companion object {
    const val BUSY = 5
    const val LOCKED = 6
  }
}
