package linkhold.client

import java.io.Closeable
import java.io.File
import java.io.RandomAccessFile
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * A connection to a SQLite file, for one thread at a time. It commits each statement by itself
 * outside a transaction, and reports a file that is locked at once.
 *
 * Arguments are `Long`, `String` or null.
 */
public interface SqliteConnection : Closeable {
  /**
   * Runs a statement that returns no rows.
   *
   * @throws SqliteBusyException when another connection holds the lock
   * @throws StorageException for any other failure
   */
  public fun run(sql: String, vararg arguments: Any?)

  /** The rows of a query, each converted by [read]; throws as [run] does. */
  public fun <T> rows(sql: String, vararg arguments: Any?, read: (SqliteRow) -> T): List<T>
}

/** A row, with columns from 0. */
public interface SqliteRow {
  public fun long(column: Int): Long

  public fun text(column: Int): String?
}

/** Another connection holds the lock of the file. */
public class SqliteBusyException(cause: Throwable) : Exception(cause)

/**
 * Keeps the copy and the outbox in a SQLite file of one account. Several processes may use one file
 * at the same time: an app and its share target in a process of its own, for example.
 *
 * @param file is opened at the first call, and created when it does not exist
 * @param open opens a connection to it: `::JdbcConnection`, or `::AndroidConnection`
 */
public class SqliteStorage(
    private val file: File,
    private val open: (File) -> SqliteConnection,
) : LibraryStorage, Closeable {
  private val mutex = Mutex()
  private var opened: SqliteConnection? = null

  override suspend fun <T> read(work: (LibraryTransaction) -> T): T = run("BEGIN", work)

  override suspend fun <T> write(work: (LibraryTransaction) -> T): T = run("BEGIN IMMEDIATE", work)

  private suspend fun <T> run(begin: String, work: (LibraryTransaction) -> T): T =
      mutex.withLock {
        val started = TimeSource.Monotonic.markNow()
        while (true) {
          try {
            return withContext(Dispatchers.IO) {
              val connection = connection()
              transaction(begin, connection) { work(SqliteTransaction(connection)) }
            }
          } catch (e: SqliteBusyException) {
            if (started.elapsedNow() > LOCK_TIMEOUT) {
              throw StorageException("$file is locked by another process.", e)
            }
            delay(RETRY_INTERVAL)
          }
        }
        error("unreachable")
      }

  private fun <T> transaction(begin: String, connection: SqliteConnection, work: () -> T): T {
    connection.run(begin)
    try {
      val value = work()
      connection.run("COMMIT")
      return value
    } catch (e: Throwable) {
      try {
        connection.run("ROLLBACK")
      } catch (unable: Exception) {
        e.addSuppressed(unable)
      }
      throw e
    }
  }

  private fun connection(): SqliteConnection {
    opened?.let { return it }
    val connection = open(file)
    try {
      connection.rows("PRAGMA journal_mode = WAL") {}
      connection.run("PRAGMA synchronous = FULL")
      transaction("BEGIN IMMEDIATE", connection) {
        when (connection.rows("PRAGMA user_version") { it.long(0) }.first()) {
          VERSION -> {}
          0L -> {
            SCHEMA.forEach { connection.run(it) }
            connection.run("PRAGMA user_version = $VERSION")
          }
          else -> throw StorageException("$file was written by a newer version of this package.")
        }
      }
    } catch (e: Throwable) {
      connection.close()
      throw e
    }
    opened = connection
    return connection
  }

  override suspend fun <T> alone(work: suspend () -> T): T {
    val path = file.canonicalPath + "-sync"
    val own = synchronized(LOCKS) { LOCKS.getOrPut(path) { Mutex() } }
    return own.withLock {
      RandomAccessFile(path, "rw").use { // closing it releases the lock
        while (it.channel.tryLock() == null) delay(RETRY_INTERVAL)
        work()
      }
    }
  }

  /** Closes the file; a later call opens it again. */
  override fun close() {
    opened?.close()
    opened = null
  }

  private companion object {
    const val VERSION = 1L
    val LOCK_TIMEOUT = 10.seconds
    val RETRY_INTERVAL = 20.milliseconds

    /** The locks within this process, by paths: a file lock only excludes other processes. */
    val LOCKS = HashMap<String, Mutex>()

    val SCHEMA =
        listOf(
            """
            CREATE TABLE link (part INTEGER NOT NULL, id INTEGER NOT NULL, revision INTEGER NOT NULL,
              created INTEGER NOT NULL, url TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (part, id))
            """,
            "CREATE INDEX link_created ON link (part, created, id)",
            "CREATE INDEX link_url ON link (part, url)",
            """
            CREATE TABLE edit (key INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL,
              at INTEGER NOT NULL, stage TEXT NOT NULL, wire TEXT, problem TEXT)
            """,
            "CREATE TABLE server_id (local INTEGER PRIMARY KEY, id INTEGER NOT NULL)",
            "CREATE TABLE value (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        )
  }
}

private class SqliteTransaction(private val connection: SqliteConnection) : LibraryTransaction {

  private val LinkSet.part
    get() = ordinal.toLong()

  private fun SqliteRow.link() =
      StoredLink(long(0), long(1), checkNotNull(text(2)), long(3), checkNotNull(text(4)))

  override fun link(set: LinkSet, id: Long) =
      connection
          .rows("SELECT $COLUMNS FROM link WHERE part = ? AND id = ?", set.part, id) { it.link() }
          .firstOrNull()

  override fun link(set: LinkSet, url: String) =
      connection
          .rows("SELECT $COLUMNS FROM link WHERE part = ? AND url = ? LIMIT 1", set.part, url) {
            it.link()
          }
          .firstOrNull()

  // Without row values, which SQLite before 3.15 (Android before 8) does not support.
  override fun newest(set: LinkSet, after: StoredLink?, count: Int) =
      connection.rows(
          """
          SELECT $COLUMNS FROM link WHERE part = ? AND created <= ? AND (created < ? OR id < ?)
          ORDER BY created DESC, id DESC LIMIT ?
          """,
          set.part,
          after?.createdAt ?: Long.MAX_VALUE,
          after?.createdAt ?: Long.MAX_VALUE,
          after?.id ?: Long.MAX_VALUE,
          count.toLong(),
      ) {
        it.link()
      }

  override fun revisions(set: LinkSet, ids: LongRange) =
      connection
          .rows(
              "SELECT id, revision FROM link WHERE part = ? AND id BETWEEN ? AND ? ORDER BY id",
              set.part,
              ids.first,
              ids.last,
          ) {
            it.long(0) to it.long(1)
          }
          .toMap()

  override fun put(set: LinkSet, link: StoredLink) =
      connection.run(
          """
          INSERT OR REPLACE INTO link (part, id, revision, url, created, json)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          set.part,
          link.id,
          link.revision,
          link.url,
          link.createdAt,
          link.json,
      )

  override fun remove(set: LinkSet, ids: LongRange) =
      connection.run(
          "DELETE FROM link WHERE part = ? AND id BETWEEN ? AND ?", set.part, ids.first, ids.last)

  override fun edits() =
      connection.rows("SELECT key, operation, at, stage, wire, problem FROM edit ORDER BY key") {
        PendingEdit(
            it.long(0),
            Wire.json.decodeFromString(checkNotNull(it.text(1))),
            it.long(2).toInstant(),
            PendingEdit.Stage.valueOf(checkNotNull(it.text(3))),
            it.text(4),
            it.text(5)?.let { problem -> Wire.json.decodeFromString(problem) },
        )
      }

  override fun append(edit: LinkEdit, micros: Long): Long {
    connection.run(
        "INSERT INTO edit (operation, at, stage) VALUES (?, ?, ?)",
        Wire.text(edit),
        micros,
        PendingEdit.Stage.QUEUED.name,
    )
    return connection.rows("SELECT last_insert_rowid()") { it.long(0) }.first()
  }

  override fun replace(edit: PendingEdit) =
      connection.run(
          "UPDATE edit SET operation = ?, stage = ?, wire = ?, problem = ? WHERE key = ?",
          Wire.text(edit.edit),
          edit.stage.name,
          edit.wire,
          edit.problem?.let { Wire.json.encodeToString(it) },
          edit.key,
      )

  override fun removeEdit(key: Long) = connection.run("DELETE FROM edit WHERE key = ?", key)

  override fun serverId(local: Long) =
      connection
          .rows("SELECT id FROM server_id WHERE local = ?", local) { it.long(0) }
          .firstOrNull()

  override fun serverIds() =
      connection.rows("SELECT local, id FROM server_id") { it.long(0) to it.long(1) }.toMap()

  override fun setServerId(local: Long, id: Long?) =
      if (id == null) {
        connection.run("DELETE FROM server_id WHERE local = ?", local)
      } else {
        connection.run("INSERT OR REPLACE INTO server_id (local, id) VALUES (?, ?)", local, id)
      }

  override fun value(name: String) =
      connection.rows("SELECT value FROM value WHERE name = ?", name) { it.text(0) }.firstOrNull()

  override fun setValue(name: String, value: String?) =
      if (value == null) {
        connection.run("DELETE FROM value WHERE name = ?", name)
      } else {
        connection.run("INSERT OR REPLACE INTO value (name, value) VALUES (?, ?)", name, value)
      }

  private companion object {
    const val COLUMNS = "id, revision, url, created, json"
  }
}
