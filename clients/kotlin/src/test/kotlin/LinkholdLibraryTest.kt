package linkhold.client

import java.io.IOException
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** What the conformance suite does not see: the rest is its business. */
internal class LinkholdLibraryTest {

  /** Answers each request by the next of [answers], in pieces of three bytes. */
  private class Scripted(private vararg val answers: Pair<Int, String>) : Transport {
    val requests = ArrayList<HttpRequest>()

    override suspend fun <T> send(request: HttpRequest, use: suspend (HttpResponse) -> T): T {
      val (status, text) = answers.getOrNull(requests.size) ?: throw IOException("No answer.")
      requests += request
      val pieces = text.encodeToByteArray().toList().chunked(3).iterator()
      return use(
          object : HttpResponse(status) {
            override fun header(name: String) =
                if (name == "Content-Type" && "ndjson" in request.headers.getValue("Accept"))
                    "application/x-ndjson"
                else null

            override suspend fun read() =
                if (pieces.hasNext()) pieces.next().toByteArray() else null
          })
    }
  }

  private val link =
      "{\"id\":5,\"url\":\"https://example.com/ü\",\"title\":null,\"new\":[1],\"tags\":[],\"revision\":5," +
          "\"createdAt\":\"2026-11-23T08:00:00.123456Z\",\"updatedAt\":\"2026-11-23T08:00:00Z\"}"
  private val whole =
      "{\"id\":5,\"revision\":5,\"link\":$link,\"next\":\"c5\"}\n{\"next\":\"c6\",\"more\":false}\n"

  private fun library(transport: Transport, storage: LibraryStorage = MemoryStorage()) =
      LinkholdLibrary("https://links.example/base/", "lh_secret", storage, transport)

  @Test
  fun `lines come whole, whatever the pieces are, and keep what this version does not know`() =
      runBlocking {
        val transport = Scripted(200 to whole)
        val storage = MemoryStorage()
        val library = library(transport, storage)
        library.sync()
        assertEquals("https://example.com/ü", library.link(5)?.url)
        assertEquals(link, storage.read { it.link(LinkSet.FIRST, 5) }?.json)
        val request = transport.requests.single()
        assertEquals("https://links.example/base/v1/changes", request.url)
        assertEquals("Bearer lh_secret", request.headers["Authorization"])
      }

  @Test
  fun `a flow shows each edit, and what is refused until it is dismissed`() = runBlocking {
    val empty = "{\"next\":\"c6\",\"more\":false}\n"
    val transport =
        Scripted(
            200 to empty,
            400 to "{\"status\":400,\"errors\":[{\"pointer\":\"/operations/0/link/url\"}]}",
        )
    val library = library(transport)
    library.save("https://example.com/")
    val offline = library.snapshots().first()
    assertEquals(1 to 1, offline.links.size to offline.unsent)
    assertEquals(false, offline.whole)
    library.sync()
    val refused = library.snapshots().first { it.refused.isNotEmpty() }
    assertEquals(emptyList(), refused.links)
    assertEquals(400, refused.refused.single().problem?.status)
    library.dismiss(refused.refused.single())
    assertEquals(emptyList(), library.refused())
  }

  @Test
  fun `the state says why a sync failed`() = runBlocking {
    val library = library(Scripted(401 to "{\"status\":401,\"title\":\"Unauthenticated\"}"))
    assertEquals(SyncState.Idle, library.syncState.value)
    val refused = assertFailsWith<RefusedException> { library.sync() }
    assertEquals(401, refused.problem.status)
    assertEquals(SyncState.Refused(refused.problem), library.syncState.value)
    assertFailsWith<TryLaterException> { library.sync() }
    assertIs<SyncState.Offline>(library.syncState.value)
    Unit
  }

  @Test
  fun `a cancelled call says so, whatever its connection fails with`() = runBlocking {
    val sent = CompletableDeferred<Unit>()
    val closed =
        object : Transport {
          override suspend fun <T> send(
              request: HttpRequest,
              use: suspend (HttpResponse) -> T,
          ): T =
              try {
                sent.complete(Unit)
                awaitCancellation()
              } catch (e: CancellationException) {
                throw IOException("Socket closed", e)
              }
        }
    val library = library(closed)
    val call = launch { library.sync() }
    sent.await()
    call.cancelAndJoin()
    assertEquals(SyncState.Idle, library.syncState.value)
  }

  @Test
  fun `a check is due after its time, and a server without digests is left in peace`() =
      runBlocking {
        val storage = MemoryStorage()
        val page = "{\"changes\":[],\"next\":\"c6\",\"more\":false}"
        val transport = Scripted(200 to whole, 200 to page, 200 to page, 404 to "{}", 200 to page)
        val library = library(transport, storage)
        library.sync()
        library.sync()
        assertEquals(2, transport.requests.size)
        storage.write { LibraryCopy(it).markChecked(1) } // in 1970
        library.sync()
        assertEquals(
            "https://links.example/base/v1/changes/digest?since=c6", transport.requests[3].url)
        library.sync()
        assertEquals(5, transport.requests.size)
      }
}
