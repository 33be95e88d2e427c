package linkhold.client

import android.database.Cursor
import android.database.sqlite.SQLiteDatabase
import android.database.sqlite.SQLiteDatabaseLockedException
import android.database.sqlite.SQLiteException
import java.io.File

/** A SQLite file, opened with Android's `SQLiteDatabase`. */
public class AndroidConnection(file: File) : SqliteConnection {
  private val database = failing {
    SQLiteDatabase.openDatabase(
        file.path,
        null,
        SQLiteDatabase.CREATE_IF_NECESSARY or SQLiteDatabase.NO_LOCALIZED_COLLATORS,
    )
  }

  override fun run(sql: String, vararg arguments: Any?) {
    failing { database.execSQL(sql, arguments) }
  }

  override fun <T> rows(sql: String, vararg arguments: Any?, read: (SqliteRow) -> T): List<T> =
      failing {
        // Android binds every argument as text; a comparison with an integer column converts it.
        val cursor = database.rawQuery(sql, arguments.map { it?.toString() }.toTypedArray())
        try {
          val row = AndroidRow(cursor)
          buildList { while (cursor.moveToNext()) add(read(row)) }
        } finally {
          cursor.close()
        }
      }

  private fun <T> failing(work: () -> T): T =
      try {
        work()
      } catch (e: SQLiteDatabaseLockedException) {
        throw SqliteBusyException(e)
      } catch (e: SQLiteException) {
        throw StorageException(e.message ?: "SQLite failed.", e)
      }

  override fun close() {
    database.close()
  }

  private class AndroidRow(private val cursor: Cursor) : SqliteRow {
    override fun long(column: Int) = cursor.getLong(column)

    override fun text(column: Int): String? = cursor.getString(column)
  }
}
