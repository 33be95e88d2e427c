package linkhold.clients

import java.io.IOException
import java.net.HttpURLConnection
import java.net.URI
import java.net.URLEncoder
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.util.SortedMap
import java.util.TreeMap
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

/** The server is away or busy: the same call may be made again after so many seconds. */
class TryLater(val seconds: Long, cause: Throwable? = null) :
    IOException("Try again in $seconds s.", cause)

/** The server refuses, and trying again would not help: a token that is not valid, for one. */
class Refused(val status: Int, val problem: JsonObject) :
    IOException("$status ${problem["detail"]?.jsonPrimitive?.contentOrNull}")

/**
 * A copy of one account's links that can be read and edited offline, and comes to equal the
 * server's; docs/sync.md tells why nothing is lost. Edits wait in an outbox; [sync] sends them and
 * learns what others did; [listen] tells when there is something to learn. Safe for several threads:
 * one may sync or listen while others read and edit.
 *
 * @param token none in open mode
 * @param file where the copy is kept; an app with many links keeps it in SQLite instead, and makes
 *   each [store] one transaction
 * @param rejected told of an edit that the server refuses for good, and why (RFC 9457)
 */
class LinkholdSync(
    private val server: URI,
    private val token: String?,
    private val file: Path,
    private val rejected: (operation: JsonObject, problem: JsonObject) -> Unit = { _, _ -> },
) {

  /** Links by id, and how far the server has told of them. */
  private class Copy(val links: SortedMap<Long, JsonObject> = TreeMap(), var cursor: String? = null)

  private enum class Stage {
    QUEUED,
    SENT, // without an answer yet: to be sent again exactly so
    DONE, // and seen in the copy after the next pull
  }

  private class Edit(var operation: JsonObject, var stage: Stage = Stage.QUEUED)

  private val syncing = Any()
  private val state = Any() // guards what follows, and is never held during a call
  private var copy = Copy()
  private var fresh: Copy? = null // begun anew, and not whole yet
  private val outbox = mutableListOf<Edit>()

  init {
    if (Files.exists(file)) load()
  }

  /** The links as the server last told of them, by id. */
  val links: Map<Long, JsonObject>
    get() = synchronized(state) { TreeMap(copy.links) }

  /** The edits that [links] do not show yet, oldest first. */
  val pending: List<JsonObject>
    get() = synchronized(state) { outbox.map { it.operation } }

  /** Saves a link: its URL, and whatever else there is to say of it. */
  fun save(url: String, fields: Map<String, JsonElement> = emptyMap()) =
      edit("op" to json("save"), "link" to JsonObject(fields + ("url" to json(url))))

  /** Changes a link, as the members of [patch] say. */
  fun update(id: Long, patch: Map<String, JsonElement>) =
      edit("op" to json("update"), "id" to json(id), "patch" to JsonObject(patch))

  /** Deletes a link. */
  fun delete(id: Long) = edit("op" to json("delete"), "id" to json(id))

  private fun edit(vararg operation: Pair<String, JsonElement>) =
      synchronized(state) {
        outbox += Edit(JsonObject(mapOf(*operation)))
        store()
      }

  /**
   * Sends what was edited and learns what changed.
   *
   * @throws TryLater when the server was not reached; nothing is lost, and nothing happens twice
   * @throws Refused when trying again would not help
   */
  @Throws(TryLater::class, Refused::class)
  fun sync() =
      synchronized(syncing) {
        pull() // first: so no edit by id reaches an account that was restored or made anew
        if (push()) pull()
      }

  /** Sends the outbox; whether there was anything to send. */
  private fun push(): Boolean {
    var most = MAX_OPERATIONS
    while (true) {
      val batch = synchronized(state) { nextBatch(most) }
      if (batch.isEmpty()) return synchronized(state) { outbox.any { it.stage == Stage.DONE } }
      val body = JsonObject(mapOf("operations" to JsonArray(batch.map { it.operation })))
      val answer = call("POST", "/v1/batch", body)
      if (answer.status == 413) most = maxOf(1, batch.size / 2)
      val refused = synchronized(state) { settle(batch, answer) }
      refused.forEach { rejected(it.operation, answer.json) }
    }
  }

  /** What was sent without an answer, or the first of what waits; from now on it is sent. */
  private fun nextBatch(most: Int): List<Edit> {
    val batch =
        outbox
            .filter { it.stage == Stage.SENT }
            .ifEmpty { outbox.filter { it.stage == Stage.QUEUED }.take(most) }
    batch.forEach { it.stage = Stage.SENT }
    store()
    return batch
  }

  /** Notes what an answer says of a batch; the edits that are refused, which wait no longer. */
  private fun settle(batch: List<Edit>, answer: Answer): List<Edit> {
    if (answer.status == 200) {
      batch.forEach { it.stage = Stage.DONE }
      store()
      return emptyList()
    }
    val tooLarge = answer.status == 413
    val refused = if (tooLarge && batch.size == 1) batch else failedIndexes(answer).map { batch[it] }
    if (refused.isEmpty() && !tooLarge) throw Refused(answer.status, answer.json)
    batch.forEach { it.stage = Stage.QUEUED }
    outbox.removeAll(refused)
    store()
    return refused
  }

  /** Which operations a problem is about: the one that failed, or all that break a rule. */
  private fun failedIndexes(answer: Answer): List<Int> =
      answer.json["index"]?.let { listOf(it.jsonPrimitive.int) }
          ?: answer.json["errors"]
              ?.jsonArray
              .orEmpty()
              .map { it.jsonObject.getValue("pointer").jsonPrimitive.content.split('/') }
              .mapNotNull { it.getOrNull(2)?.toIntOrNull() } // "/operations/7/link/url"
              .distinct()

  /** Brings the copy up to the server's state. */
  private fun pull() {
    while (true) {
      val building = fresh ?: copy
      val since = building.cursor?.let { "&since=" + URLEncoder.encode(it, "UTF-8") } ?: ""
      val answer = call("GET", "/v1/changes?limit=$PAGE$since")
      when (answer.status) {
        200 -> if (advance(building, answer.json)) return
        410 -> synchronized(state) { startOver() }
        else -> throw Refused(answer.status, answer.json)
      }
    }
  }

  /** Applies a page of changes; whether the copy is whole now. */
  private fun advance(building: Copy, page: JsonObject): Boolean {
    val whole = !page.getValue("more").jsonPrimitive.boolean
    val lost =
        synchronized(state) {
          page.getValue("changes").jsonArray.forEach { building.apply(it.jsonObject) }
          building.cursor = page.getValue("next").jsonPrimitive.content
          val lost = if (whole) replaceBy(building) else emptyList()
          store()
          lost
        }
    lost.forEach { rejected(it.operation, JsonObject(mapOf("title" to json(UNKNOWN)))) }
    return whole
  }

  /**
   * Shows [building] from now on. Where it was begun anew ids may mean other links than in the copy
   * that people saw while they edited, so edits name theirs by its URL; those whose link is not
   * known any more are returned, and wait no longer.
   */
  private fun replaceBy(building: Copy): List<Edit> {
    outbox.removeAll { it.stage == Stage.DONE }
    if (building === copy) return emptyList()
    val lost = outbox.filter { "id" in it.operation && urlOf(it) == null }
    outbox.removeAll(lost)
    outbox
        .filter { "id" in it.operation }
        .forEach { it.operation = JsonObject(it.operation - "id" + ("url" to urlOf(it)!!)) }
    copy = building
    fresh = null
    return lost
  }

  private fun urlOf(edit: Edit) =
      copy.links[edit.operation.getValue("id").jsonPrimitive.long]?.get("url")

  private fun Copy.apply(change: JsonObject) {
    val id = change.getValue("id").jsonPrimitive.long
    val link = change["link"]
    if (link == null) links.remove(id) else links[id] = link.jsonObject
  }

  /** Begins another copy; the old one is shown until it is whole. */
  private fun startOver() {
    fresh = Copy()
    outbox.forEach { it.stage = Stage.QUEUED }
    store()
  }

  /**
   * Calls [changed], at once, whenever there is something to learn by [sync], until the stream ends:
   * then it is time to sync and listen again.
   *
   * @throws TryLater when the server cannot be listened to now
   * @throws Refused when trying again would not help
   */
  @Throws(TryLater::class, Refused::class)
  fun listen(changed: () -> Unit) {
    val cursor = synchronized(state) { copy.cursor } ?: return
    val connection = open("GET", "/v1/changes")
    connection.setRequestProperty("Accept", "text/event-stream")
    connection.setRequestProperty("Last-Event-ID", cursor)
    try {
      val status = connection.responseCode
      if (status != 200) throw failure(connection, status)
      for (line in connection.inputStream.bufferedReader().lineSequence()) {
        if (line == "event: change" || line == "event: expired") changed()
      }
    } catch (e: IOException) {
      throw if (e is TryLater || e is Refused) e else TryLater(RETRY_SECONDS, e)
    } finally {
      connection.disconnect()
    }
  }

  private class Answer(val status: Int, val json: JsonObject)

  private fun call(method: String, path: String, body: JsonObject? = null): Answer {
    val connection = open(method, path)
    try {
      if (body != null) {
        connection.doOutput = true
        connection.setRequestProperty("Content-Type", "application/json")
        connection.outputStream.use { it.write(body.toString().toByteArray()) }
      }
      val status = connection.responseCode
      if (status == 429 || status >= 500) throw failure(connection, status)
      val json = body(connection, status)
      if (status < 300 && json == null) throw TryLater(RETRY_SECONDS) // not the server's answer
      return Answer(status, json ?: JsonObject(emptyMap()))
    } catch (e: IOException) {
      throw e as? TryLater ?: TryLater(RETRY_SECONDS, e)
    }
  }

  /** What an answer other than 200 means for whoever wants to listen, or for any call. */
  private fun failure(connection: HttpURLConnection, status: Int) =
      if (status == 429 || status >= 500) {
        TryLater(connection.getHeaderField("Retry-After")?.toLongOrNull() ?: RETRY_SECONDS)
      } else {
        Refused(status, body(connection, status) ?: JsonObject(emptyMap()))
      }

  /** The answer's body; null when it is no JSON object, as when a proxy answers by itself. */
  private fun body(connection: HttpURLConnection, status: Int): JsonObject? {
    val stream = if (status < 400) connection.inputStream else connection.errorStream
    val text = stream?.use { it.readBytes().decodeToString() } ?: return null
    return try {
      Json.parseToJsonElement(text) as? JsonObject
    } catch (e: SerializationException) {
      null
    }
  }

  private fun open(method: String, path: String): HttpURLConnection {
    val connection = server.resolve(path).toURL().openConnection() as HttpURLConnection
    connection.requestMethod = method
    connection.connectTimeout = TIMEOUT_MILLIS
    connection.readTimeout = TIMEOUT_MILLIS // twice the time between heartbeats
    if (token != null) connection.setRequestProperty("Authorization", "Bearer $token")
    return connection
  }

  private fun load() {
    val state = Json.parseToJsonElement(Files.readString(file)).jsonObject
    copy = state.getValue("copy").jsonObject.toCopy()
    fresh = (state.getValue("fresh") as? JsonObject)?.toCopy()
    state.getValue("outbox").jsonArray.map { it.jsonArray }.mapTo(outbox) { (operation, stage) ->
      Edit(operation.jsonObject, Stage.valueOf(stage.jsonPrimitive.content))
    }
  }

  private fun store() {
    val edits = outbox.map { JsonArray(listOf(it.operation, json(it.stage.name))) }
    val state =
        mapOf(
            "copy" to copy.toJson(),
            "fresh" to (fresh?.toJson() ?: JsonPrimitive(null as String?)),
            "outbox" to JsonArray(edits),
        )
    val next = file.resolveSibling("${file.fileName}.next")
    Files.writeString(next, JsonObject(state).toString())
    Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING)
  }

  private fun Copy.toJson() =
      JsonObject(mapOf("cursor" to JsonPrimitive(cursor), "links" to JsonArray(links.values.toList())))

  private fun JsonObject.toCopy(): Copy {
    val copy = Copy(cursor = getValue("cursor").jsonPrimitive.contentOrNull)
    getValue("links").jsonArray.map { it.jsonObject }.forEach {
      copy.links[it.getValue("id").jsonPrimitive.long] = it
    }
    return copy
  }

  private fun json(text: String) = JsonPrimitive(text)

  private fun json(number: Long) = JsonPrimitive(number)

  private companion object {
    const val MAX_OPERATIONS = 1_000
    const val PAGE = 500
    const val RETRY_SECONDS = 5L
    const val UNKNOWN = "The link is not known."
    const val TIMEOUT_MILLIS = 30_000
  }
}
