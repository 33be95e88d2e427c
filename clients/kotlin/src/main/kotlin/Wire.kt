package linkhold.client

import java.io.IOException
import kotlin.time.Instant
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

/** JSON as the server writes and reads it. */
internal object Wire {
  val json = Json {
    ignoreUnknownKeys = true
    classDiscriminator = "op"
  }

  fun text(edit: LinkEdit): String = json.encodeToString(LinkEdit.serializer(), edit)

  fun link(json: JsonObject) =
      StoredLink(
          json.getValue("id").jsonPrimitive.long,
          json.getValue("revision").jsonPrimitive.long,
          json.getValue("url").jsonPrimitive.content,
          Instant.parse(json.getValue("createdAt").jsonPrimitive.content).toMicros(),
          json.toString(),
      )

  /** Reads a range of `GET /v1/changes/range`. */
  fun range(text: String) =
      parse(text) { range ->
        LinkholdServer.Range(
            range.getValue("to").jsonPrimitive.long,
            range.getValue("links").jsonArray.map { link(it.jsonObject) },
        )
      }

  /**
   * Parses a JSON object of the server, and converts it by [read].
   *
   * @throws IOException when it is not one, such as the answer of a proxy
   */
  inline fun <T> parse(text: String, read: (JsonObject) -> T): T =
      try {
        read(json.parseToJsonElement(text).jsonObject)
      } catch (e: SerializationException) {
        throw IOException(e)
      } catch (e: IllegalArgumentException) {
        throw IOException(e)
      } catch (e: NoSuchElementException) {
        throw IOException(e)
      }
}

/** A change of the server's library; [link] is null when it was deleted. */
internal class Change(val id: Long, val link: StoredLink?)

/**
 * The changes of one response, or of some lines of it.
 *
 * @property next the cursor after these changes
 * @property more whether there are more changes after [next]
 */
internal class ChangePage(val changes: List<Change>, val next: String, val more: Boolean) {
  companion object {
    /** Reads a page of `GET /v1/changes`. */
    fun page(text: String): ChangePage =
        Wire.parse(text) { page ->
          ChangePage(
              page.getValue("changes").jsonArray.map { change(it.jsonObject) },
              page.getValue("next").jsonPrimitive.content,
              page.getValue("more").jsonPrimitive.boolean,
          )
        }

    /** Reads a line of a stream: a change, or in the last line whether there is more. */
    fun line(text: String): ChangePage =
        Wire.parse(text) { line ->
          ChangePage(
              if ("id" in line) listOf(change(line)) else emptyList(),
              line.getValue("next").jsonPrimitive.content,
              line["more"]?.jsonPrimitive?.boolean ?: ("id" in line),
          )
        }

    private fun change(json: JsonObject) =
        Change(
            json.getValue("id").jsonPrimitive.long,
            json["link"]?.jsonObject?.let(Wire::link),
        )
  }
}
