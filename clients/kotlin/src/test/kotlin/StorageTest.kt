package linkhold.client

import java.io.File
import java.nio.file.Path
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What every storage does. */
internal interface StorageContract {
  /** One of the storages of one library. */
  fun storage(): LibraryStorage

  private fun link(id: Long, createdAt: Long = id) =
      StoredLink(id, id + 1, "https://example.com/$id", createdAt, "{\"id\":$id}")

  private fun <T> write(work: (LibraryTransaction) -> T): T = runBlocking { storage().write(work) }

  private fun <T> read(work: (LibraryTransaction) -> T): T = runBlocking { storage().read(work) }

  @Test
  fun `a link is in its set alone`() {
    write { it.put(LinkSet.FIRST, link(1)) }
    write { it.put(LinkSet.SECOND, link(1).copy(revision = 9)) }
    assertEquals(link(1), read { it.link(LinkSet.FIRST, 1) })
    assertEquals(9, read { it.link(LinkSet.SECOND, link(1).url) }?.revision)
    assertEquals(null, read { it.link(LinkSet.FIRST, "https://example.com/2") })
  }

  @Test
  fun `newest links come page by page, ties by id`() {
    write { (1L..5).forEach { id -> it.put(LinkSet.FIRST, link(id, createdAt = id / 2)) } }
    val first = read { it.newest(LinkSet.FIRST, null, 3) }
    val second = read { it.newest(LinkSet.FIRST, first.last(), 3) }
    assertEquals(listOf(5L, 4L, 3L), first.map { it.id })
    assertEquals(listOf(2L, 1L), second.map { it.id })
  }

  @Test
  fun `a range of ids is read and removed`() {
    write { (1L..5).forEach { id -> it.put(LinkSet.FIRST, link(id)) } }
    assertEquals(mapOf(2L to 3L, 3L to 4L), read { it.revisions(LinkSet.FIRST, 2L..3L) })
    write { it.remove(LinkSet.FIRST, 2L..3L) }
    assertEquals(setOf(1L, 4L, 5L), read { it.revisions(LinkSet.FIRST, EVERY_ID) }.keys)
  }

  @Test
  fun `the key of an edit is never used again`() {
    val edit = LinkEdit.Update(7, patch = LinkPatch(title = "A", tags = listOf("x")))
    val first = write { it.append(edit, 5) }
    write { it.removeEdit(first) }
    val second = write { it.append(edit, 6_000_001) }
    assertEquals(first + 1, second)
    val kept = PendingEdit(second, edit, 6_000_001L.toInstant())
    assertEquals(listOf(kept), read { it.edits() })
    val refused =
        kept.copy(
            stage = PendingEdit.Stage.REFUSED, wire = "{}", problem = Problem(status = 404))
    write { it.replace(refused) }
    assertEquals(listOf(refused), read { it.edits() })
  }

  @Test
  fun `ids and values are kept and forgotten`() {
    write {
      it.setServerId(-1, 10)
      it.setServerId(-2, 20)
      it.setServerId(-2, null)
      it.setValue("a", "1")
      it.setValue("b", "2")
      it.setValue("b", null)
    }
    assertEquals(mapOf(-1L to 10L), read { it.serverIds() })
    assertEquals(10, read { it.serverId(-1) })
    assertEquals("1", read { it.value("a") })
    assertEquals(null, read { it.value("b") })
  }

  @Test
  fun `a transaction that fails changes nothing`() {
    write { it.put(LinkSet.FIRST, link(1)) }
    assertFailsWith<IllegalStateException> {
      write {
        it.remove(LinkSet.FIRST, EVERY_ID)
        it.append(LinkEdit.Delete(1), 0)
        error("no")
      }
    }
    assertEquals(link(1), read { it.link(LinkSet.FIRST, 1) })
    assertEquals(emptyList(), read { it.edits() })
  }

  @Test
  fun `one at a time is alone`() = runBlocking {
    val release = CompletableDeferred<Unit>()
    val order = ArrayList<String>()
    val entered = CompletableDeferred<Unit>()
    val first = launch {
      storage().alone {
        order += "first in"
        entered.complete(Unit)
        release.await()
        order += "first out"
      }
    }
    entered.await()
    val second = async { storage().alone { order += "second" } }
    repeat(20) { yield() }
    release.complete(Unit)
    first.join()
    second.await()
    assertEquals(listOf("first in", "first out", "second"), order)
  }
}

internal class MemoryStorageTest : StorageContract {
  private val storage = MemoryStorage()

  override fun storage() = storage
}

internal class SqliteStorageTest : StorageContract {
  @TempDir lateinit var folder: Path
  private val opened = ArrayList<SqliteStorage>()

  private fun file() = File(folder.toFile(), "links.sqlite")

  /** Another connection each time, as other processes have. */
  override fun storage() = SqliteStorage(file(), ::JdbcConnection).also(opened::add)

  @Test
  fun `a file of a newer version is left alone`() {
    JdbcConnection(file()).use { it.run("PRAGMA user_version = 99") }
    val failure = assertFailsWith<StorageException> { runBlocking { storage().read {} } }
    assertEquals(true, failure.message?.contains("newer version"))
  }

  @Test
  fun `a file that is no database is reported`() {
    file().writeText("This is not a database, and longer than the head of one is. ".repeat(20))
    assertFailsWith<StorageException> { runBlocking { storage().read {} } }
  }

  @Test
  fun `a writer waits for another one`() = runBlocking {
    storage().write {}
    val other = JdbcConnection(file())
    other.run("BEGIN IMMEDIATE")
    val waiting = async { storage().write { it.setValue("a", "1") } }
    repeat(20) { yield() }
    other.run("COMMIT")
    waiting.await()
    other.close()
    assertEquals("1", storage().read { it.value("a") })
  }

  @org.junit.jupiter.api.AfterEach fun close() = opened.forEach(SqliteStorage::close)
}
