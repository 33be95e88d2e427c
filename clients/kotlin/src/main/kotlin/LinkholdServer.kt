package linkhold.client

import java.io.IOException
import java.net.URLEncoder
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.serialization.SerializationException
import kotlinx.serialization.Serializable

/** The calls of the server that a library needs. Each throws [LinkholdException]s. */
internal class LinkholdServer(
    address: String,
    private val transport: Transport,
    private val token: suspend () -> String?,
) {
  private val address = address.trimEnd('/')

  /**
   * Passes the next changes after [since] to [apply], in one step or several, until it returns false.
   * False when the server does not know the cursor any more.
   */
  suspend fun changes(
      since: String?,
      allAtOnce: Boolean,
      apply: suspend (ChangePage) -> Boolean,
  ): Boolean {
    val query = buildMap {
      if (since != null) put("since", since)
      if (!allAtOnce) put("limit", "$PAGE")
    }
    val accept = if (allAtOnce) LINES else JSON
    return call("GET", "/v1/changes", query, accept) { response ->
      when {
        response.status == GONE -> return@call false
        response.status != OK -> throw RefusedException(problem(response))
        response.header("Content-Type").orEmpty().startsWith(LINES) -> lines(response, apply)
        else -> apply(ChangePage.page(response.text()))
      }
      true
    }
  }

  private class Stopped : Exception()

  private suspend fun lines(response: HttpResponse, apply: suspend (ChangePage) -> Boolean) {
    val changes = ArrayList<Change>()
    var next: String? = null
    var more = true
    suspend fun step() {
      val cursor = next ?: return
      if (!apply(ChangePage(changes.toList(), cursor, more))) throw Stopped()
      changes.clear()
      next = null
    }
    try {
      response.forEachLine { text ->
        val line = ChangePage.line(text)
        changes += line.changes
        next = line.next
        more = line.more
        if (!more || changes.size == CHANGES_PER_STEP) step()
      }
      step()
    } catch (e: Stopped) {
      return
    } catch (e: IOException) {
      step() // complete lines are applied
      throw e
    }
    if (more) throw IOException("The response broke off.")
  }

  /** The result of a batch. */
  sealed interface Sent {
    /** @property ids of the links that the operations created or changed */
    class Done(val ids: List<Long?>) : Sent

    class TooLarge(val problem: Problem) : Sent

    /** The operations at [indexes] were refused, so that none was applied. */
    class Refused(val indexes: Set<Int>, val problem: Problem) : Sent
  }

  @Serializable private class Results(val results: List<Result>)

  @Serializable private class Result(val id: Long? = null, val link: Linked? = null)

  @Serializable private class Linked(val id: Long)

  suspend fun send(operations: List<String>): Sent {
    val body = operations.joinToString(",", "{\"operations\":[", "]}")
    return call("POST", "/v1/batch", body = body) { response ->
      if (response.status == OK) {
        val results = decoded<Results>(response).results
        if (results.size != operations.size) throw IOException("Not the response to this batch.")
        return@call Sent.Done(results.map { it.id ?: it.link?.id })
      }
      val problem = problem(response)
      if (response.status == TOO_LARGE) return@call Sent.TooLarge(problem)
      val refused = problem.operations.filterTo(mutableSetOf()) { it in operations.indices }
      if (refused.isEmpty()) throw RefusedException(problem)
      Sent.Refused(refused, problem)
    }
  }

  /**
   * Calls [opened], and then [changed] with each event that comes after [cursor], until the stream ends.
   */
  suspend fun events(cursor: String, opened: () -> Unit, changed: () -> Unit) {
    call("GET", "/v1/changes", accept = EVENTS, lastEvent = cursor, silence = STREAM_SILENCE) {
        response ->
      if (response.status != OK) throw RefusedException(problem(response))
      opened()
      response.forEachLine { if (it == "event: change" || it == "event: expired") changed() }
    }
  }

  /** @property parts empty when the copy is not [current] */
  @Serializable
  class Digest(val current: Boolean, val parts: List<Part>) {
    @Serializable
    class Part(val from: Long, val to: Long, val count: Long, val digest: String) {
      val ids
        get() = from..to
    }
  }

  /** The digests of the links with ids in [ids]; null when the server has none. */
  suspend fun digest(cursor: String, ids: LongRange?): Digest? {
    val query = buildMap {
      put("since", cursor)
      if (ids != null) {
        put("from", "${ids.first}")
        put("to", "${ids.last}")
      }
    }
    return call("GET", "/v1/changes/digest", query) { response ->
      when (response.status) {
        OK -> decoded<Digest>(response)
        NOT_FOUND -> null
        GONE -> Digest(false, emptyList())
        else -> throw RefusedException(problem(response))
      }
    }
  }

  /** The links of a range of ids, complete up to the id [to]. */
  class Range(val to: Long, val links: List<StoredLink>)

  /** The links with ids in [ids], or the first part of them. */
  suspend fun range(cursor: String, ids: LongRange): Range =
      call(
          "GET",
          "/v1/changes/range",
          mapOf("since" to cursor, "from" to "${ids.first}", "to" to "${ids.last}"),
      ) { response ->
        if (response.status != OK) throw RefusedException(problem(response))
        Wire.range(response.text())
      }

  private suspend fun <T> call(
      method: String,
      path: String,
      query: Map<String, String> = emptyMap(),
      accept: String = JSON,
      lastEvent: String? = null,
      silence: Duration = SILENCE,
      body: String? = null,
      use: suspend (HttpResponse) -> T,
  ): T {
    val parameters = query.map { (name, value) -> "$name=${URLEncoder.encode(value, "UTF-8")}" }
    val url = address + path + if (query.isEmpty()) "" else parameters.joinToString("&", "?")
    val headers = buildMap {
      put("Accept", accept)
      token()?.let { put("Authorization", "Bearer $it") }
      if (lastEvent != null) put("Last-Event-ID", lastEvent)
      if (body != null) put("Content-Type", JSON)
    }
    try {
      return transport.send(HttpRequest(method, url, headers, body, silence)) { response ->
        if (response.status == TOO_MANY || response.status >= FAILED) {
          val seconds = response.header("Retry-After")?.toLongOrNull() ?: RETRY_SECONDS
          throw TryLaterException(maxOf(1, seconds), "Status ${response.status}.")
        }
        use(response)
      }
    } catch (e: IOException) {
      currentCoroutineContext().ensureActive() // a connection that was closed by the cancellation
      throw TryLaterException(RETRY_SECONDS, e.message ?: "The server was not reached.", e)
    }
  }

  private suspend inline fun <reified T> decoded(response: HttpResponse): T =
      try {
        Wire.json.decodeFromString(response.text())
      } catch (e: SerializationException) {
        throw IOException(e) // a proxy answered
      }

  private suspend fun problem(response: HttpResponse): Problem {
    val text = response.text()
    val problem =
        try {
          Wire.json.decodeFromString<Problem>(text)
        } catch (e: SerializationException) {
          Problem()
        }
    return problem.copy(
        status = problem.status ?: response.status,
        title = problem.title ?: "Status ${response.status}.",
    )
  }

  private companion object {
    const val JSON = "application/json"
    const val LINES = "application/x-ndjson"
    const val EVENTS = "text/event-stream"
    const val OK = 200
    const val NOT_FOUND = 404
    const val GONE = 410
    const val TOO_LARGE = 413
    const val TOO_MANY = 429
    const val FAILED = 500
    const val PAGE = 1_000
    const val CHANGES_PER_STEP = 500
    const val RETRY_SECONDS = 5L
    val SILENCE = 30.seconds
    val STREAM_SILENCE = 45.seconds // three heartbeats
  }
}
