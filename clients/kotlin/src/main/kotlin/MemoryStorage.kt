package linkhold.client

import kotlin.time.Instant
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Keeps a library as long as the process runs: for tests and previews. */
public class MemoryStorage : LibraryStorage {
  private val syncing = Mutex()
  private val mutex = Mutex()
  private var state = State()

  override suspend fun <T> read(work: (LibraryTransaction) -> T): T = mutex.withLock { work(state) }

  override suspend fun <T> write(work: (LibraryTransaction) -> T): T =
      mutex.withLock {
        val next = state.copy()
        val value = work(next)
        state = next
        value
      }

  override suspend fun <T> alone(work: suspend () -> T): T = syncing.withLock { work() }

  private class State(
      private val links: Map<LinkSet, MutableMap<Long, StoredLink>> =
          LinkSet.entries.associateWith { mutableMapOf() },
      private val edits: MutableMap<Long, PendingEdit> = mutableMapOf(),
      private var lastKey: Long = 0,
      private val ids: MutableMap<Long, Long> = mutableMapOf(),
      private val values: MutableMap<String, String> = mutableMapOf(),
  ) : LibraryTransaction {

    fun copy() =
        State(
            links.mapValues { it.value.toMutableMap() },
            edits.toMutableMap(),
            lastKey,
            ids.toMutableMap(),
            values.toMutableMap(),
        )

    private fun of(set: LinkSet) = links.getValue(set)

    override fun link(set: LinkSet, id: Long) = of(set)[id]

    override fun link(set: LinkSet, url: String) = of(set).values.find { it.url == url }

    override fun newest(set: LinkSet, after: StoredLink?, count: Int) =
        of(set)
            .values
            .filter { after == null || NEWEST_FIRST.compare(it, after) > 0 }
            .sortedWith(NEWEST_FIRST)
            .take(count)

    override fun revisions(set: LinkSet, ids: LongRange) =
        of(set).values.filter { it.id in ids }.sortedBy { it.id }.associate { it.id to it.revision }

    override fun put(set: LinkSet, link: StoredLink) {
      of(set)[link.id] = link
    }

    override fun remove(set: LinkSet, ids: LongRange) {
      of(set).keys.removeAll { it in ids }
    }

    override fun edits() = edits.values.sortedBy { it.key }

    override fun append(edit: LinkEdit, micros: Long): Long {
      edits[++lastKey] = PendingEdit(lastKey, edit, micros.toInstant())
      return lastKey
    }

    override fun replace(edit: PendingEdit) {
      edits[edit.key] = edit
    }

    override fun removeEdit(key: Long) {
      edits.remove(key)
    }

    override fun serverId(local: Long) = ids[local]

    override fun serverIds() = ids.toMap()

    override fun setServerId(local: Long, id: Long?) {
      if (id == null) ids.remove(local) else ids[local] = id
    }

    override fun value(name: String) = values[name]

    override fun setValue(name: String, value: String?) {
      if (value == null) values.remove(name) else values[name] = value
    }
  }

  private companion object {
    val NEWEST_FIRST: Comparator<StoredLink> =
        compareByDescending<StoredLink> { it.createdAt }.thenByDescending { it.id }
  }
}

private const val MICROS = 1_000_000L

internal fun Long.toInstant(): Instant =
    Instant.fromEpochSeconds(floorDiv(MICROS), mod(MICROS) * 1_000)

internal fun Instant.toMicros(): Long = epochSeconds * MICROS + nanosecondsOfSecond / 1_000
