package linkhold.client.conformance

import java.io.File
import kotlin.system.exitProcess
import kotlin.time.Instant
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import linkhold.client.JdbcConnection
import linkhold.client.JdkTransport
import linkhold.client.LinkDraft
import linkhold.client.LinkEdit
import linkhold.client.LinkQuery
import linkhold.client.LinkSet
import linkhold.client.LinkholdLibrary
import linkhold.client.OkHttpTransport
import linkhold.client.PendingEdit
import linkhold.client.RefusedException
import linkhold.client.SqliteStorage
import linkhold.client.StorageException
import linkhold.client.StoredLink
import linkhold.client.TryLaterException
import linkhold.client.UnknownLinkException

/**
 * The driver of the conformance suite (clients/conformance/README.md). Its argument says by which
 * HTTP client requests are made, `jdk` or `okhttp`.
 */
fun main(arguments: Array<String>) {
  val driver = Driver(arguments.single())
  generateSequence(::readlnOrNull).forEach(driver::take)
  exitProcess(0)
}

/** Also writes members that have their default. */
private val ALL = Json { encodeDefaults = true }

private class UsageException(message: String) : Exception(message)

private class Driver(private val http: String) {
  private class Copy(val library: LinkholdLibrary, val storage: SqliteStorage)

  private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
  private val running = HashMap<Long, Job>()
  private var opened: Copy? = null

  private val copy
    get() = opened ?: throw UsageException("There is no copy yet: open comes first.")

  private val library
    get() = copy.library

  fun take(line: String) {
    val command = Json.parseToJsonElement(line).jsonObject
    val id = command.long("id")
    when (command.text("do")) {
      "sync" -> background(id) { library.sync() }
      "follow" -> background(id) { library.follow() }
      "check" -> background(id) { put("repaired", library.check()) }
      else -> runBlocking { answer(id) { perform(command) } }
    }
  }

  private fun background(id: Long, work: suspend JsonObjectBuilder.() -> Unit) {
    running[id] = scope.launch { answer(id, work) }
  }

  private suspend fun answer(id: Long, work: suspend JsonObjectBuilder.() -> Unit) {
    val answer = buildJsonObject {
      put("id", id)
      try {
        put("ok", buildJsonObject { work() })
      } catch (e: Exception) {
        put("error", error(e))
      }
    }
    say(answer)
  }

  private fun say(line: JsonObject) =
      synchronized(System.out) {
        println(line)
        System.out.flush()
      }

  private fun error(e: Exception) = buildJsonObject {
    val kind =
        when (e) {
          is TryLaterException -> "try-later"
          is RefusedException -> "refused"
          is UnknownLinkException -> "unknown-link"
          is StorageException -> "storage"
          is CancellationException -> "cancelled"
          is UsageException,
          is NoSuchElementException,
          is SerializationException -> "usage"
          else -> {
            e.printStackTrace()
            "fault"
          }
        }
    put("kind", kind)
    if (e is RefusedException) put("status", e.problem.status)
    put("detail", e.message)
  }

  private suspend fun JsonObjectBuilder.perform(command: JsonObject) {
    when (val what = command.text("do")) {
      "open" -> open(command)
      "save" -> put("link", library.save(Json.decodeFromJsonElement<LinkDraft>(command.of("link"))))
      "update" ->
          library.update(command.long("link"), Json.decodeFromJsonElement(command.of("patch")))
      "delete" -> library.delete(command.long("link"))
      "list" -> put("links", ALL.encodeToJsonElement(library.links(LinkQuery.ALL)))
      "find" -> put("link", ALL.encodeToJsonElement(library.link(command.long("link"))))
      "pending" -> pending()
      "cancel" -> running[command.long("command")]?.cancel()
      "watch" -> watch()
      "damage" -> damage(command)
      "erase" -> library.erase()
      else -> throw UsageException("There is no command $what.")
    }
  }

  private fun JsonObjectBuilder.open(command: JsonObject) {
    val file = File(command.text("directory"), "links.sqlite")
    val storage = SqliteStorage(file, ::JdbcConnection)
    val token = command.of("token").jsonPrimitive.contentOrNull
    val transport = if (http == "okhttp") OkHttpTransport() else JdkTransport()
    val library = LinkholdLibrary(command.text("server"), token, storage, transport)
    opened = Copy(library, storage)
    scope.launch {
      library.syncState.drop(1).collect { state ->
        val name = state::class.simpleName.orEmpty().lowercase()
        say(
            buildJsonObject {
              put("event", "state")
              put("state", name)
            })
      }
    }
    put("version", LinkholdLibrary.VERSION)
    putJsonArray("can") { listOf("processes", "check").forEach { add(Json.encodeToJsonElement(it)) } }
  }

  private suspend fun JsonObjectBuilder.pending() {
    val snapshot = library.snapshot(LinkQuery(limit = 0))
    put("unsent", snapshot.unsent)
    putJsonArray("refused") { snapshot.refused.forEach { addJsonObject { refused(it) } } }
  }

  private fun JsonObjectBuilder.refused(edit: PendingEdit) {
    val op =
        when (edit.edit) {
          is LinkEdit.Save -> "save"
          is LinkEdit.Update -> "update"
          is LinkEdit.Delete -> "delete"
        }
    put("op", op)
    put("status", edit.problem?.status)
    put("title", edit.problem?.title)
    putJsonArray("faults") {
      edit.problem?.errors.orEmpty().forEach {
        addJsonObject {
          put("pointer", it.pointer)
          put("code", it.code)
        }
      }
    }
  }

  private fun watch() {
    scope.launch {
      library.snapshots(LinkQuery.ALL).collect { snapshot ->
        say(
            buildJsonObject {
              put("event", "library")
              put("count", snapshot.links.size)
              put("unsent", snapshot.unsent)
            })
      }
    }
  }

  private suspend fun damage(command: JsonObject) =
      copy.storage.write { transaction ->
        val state = Json.parseToJsonElement(transaction.value("state") ?: "{}").jsonObject
        val set = state["shown"]?.let { LinkSet.valueOf(it.jsonPrimitive.content) } ?: LinkSet.FIRST
        command.ids("remove").forEach { transaction.remove(set, it..it) }
        command.ids("change").forEach { id ->
          val link = checkNotNull(transaction.link(set, id))
          val json = Json.parseToJsonElement(link.json).jsonObject
          val damaged = buildJsonObject {
            json.forEach { (name, value) -> put(name, value) }
            put("title", "damaged")
            put("revision", link.revision - 1)
          }
          transaction.put(set, link.copy(revision = link.revision - 1, json = "$damaged"))
        }
        command["add"]?.takeIf { it !is JsonNull }?.jsonObject?.let { link ->
          val createdAt = Instant.parse(link.text("createdAt")).toEpochMilliseconds() * 1_000
          val id = link.long("id")
          transaction.put(
              set, StoredLink(id, link.long("revision"), link.text("url"), createdAt, "$link"))
        }
      }

  private fun JsonObject.of(member: String) =
      this[member] ?: throw UsageException("The member $member is missing.")

  private fun JsonObject.text(member: String) = of(member).jsonPrimitive.content

  private fun JsonObject.long(member: String) = of(member).jsonPrimitive.long

  private fun JsonObject.ids(member: String) =
      (this[member] as? JsonArray).orEmpty().map { it.jsonPrimitive.long }
}
