package linkhold.client

import kotlin.random.Random
import kotlin.time.Clock
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import linkhold.client.PendingEdit.Stage

/**
 * Keeps a copy of one account's links that can be read and edited offline, and brings it up to date with the
 * server; docs/sync.md explains why nothing is lost. Edits wait in an outbox until [sync] sends them. [follow]
 * does so at once, and receives the changes of other devices. Safe for concurrent use; several libraries may
 * use one storage, in several processes.
 *
 * @param server the address of the server, with its path if it has one
 * @param storage of this account alone
 * @param checkEvery how often [sync] compares the whole copy with the server's library
 * @param token called before each request, so that an app can renew a token that expires; null in
 *   open mode
 */
public class LinkholdLibrary(
    server: String,
    private val storage: LibraryStorage,
    transport: Transport,
    private val checkEvery: Duration = 7.days,
    token: suspend () -> String?,
) {
  private val server = LinkholdServer(server, transport, token)
  private val changes = MutableStateFlow(0L)
  private val syncRequests = MutableStateFlow(0L)
  private val states = MutableStateFlow<SyncState>(SyncState.Idle)

  /** A library whose token does not expire. */
  public constructor(
      server: String,
      token: String?,
      storage: LibraryStorage,
      transport: Transport,
  ) : this(server, storage, transport, token = { token })

  /** Whether this library is syncing with the server, and why not. */
  public val syncState: StateFlow<SyncState> = states.asStateFlow()

  // Reading

  /** Links with the edits of the outbox applied, newest first. */
  public suspend fun links(query: LinkQuery = LinkQuery()): List<Link> = snapshot(query).links

  /** The link of this id; also of a negative one that was replaced by the server's. */
  public suspend fun link(id: Long): Link? =
      storage.read { LinkOverlay(LibraryCopy(it)).link(id) }

  /** The link that has exactly this URL. */
  public suspend fun link(url: String): Link? =
      storage.read { LinkOverlay(LibraryCopy(it)).link(url) }

  /** The edits of the outbox that were not refused, oldest first: the copy does not have them yet. */
  public suspend fun pending(): List<PendingEdit> =
      storage.read { it.edits() }.filter { it.stage != Stage.REFUSED }

  /** Edits that the server refused, oldest first. */
  public suspend fun refused(): List<PendingEdit> =
      storage.read { it.edits() }.filter { it.stage == Stage.REFUSED }

  /** Removes a refused edit, after the person has seen it. */
  public suspend fun dismiss(edit: PendingEdit) {
    storage.write { transaction ->
      if (transaction.edits().any { it.key == edit.key && it.stage == Stage.REFUSED }) {
        transaction.removeEdit(edit.key)
      }
    }
    changed()
  }

  public suspend fun snapshot(query: LinkQuery = LinkQuery()): LibrarySnapshot =
      storage.read { transaction ->
        val copy = LibraryCopy(transaction)
        val edits = transaction.edits()
        LibrarySnapshot(
            links(query, copy),
            edits.count { it.stage == Stage.QUEUED || it.stage == Stage.SENT },
            edits.filter { it.stage == Stage.REFUSED },
            copy.state().whole,
        )
      }

  private fun links(query: LinkQuery, copy: LibraryCopy): List<Link> {
    val set = copy.state().shown
    val overlay = LinkOverlay(copy)
    val found = overlay.links.values.filterNotNull().filterTo(ArrayList(), query::matches)
    val wanted = found.size.toLong() + query.limit
    var last: StoredLink? = null
    do {
      val page = copy.transaction.newest(set, last, LINKS_PER_READ)
      page
          .filter { it.id !in overlay.links }
          .map(overlay::decoded)
          .filterTo(found, query::matches)
      last = page.lastOrNull()
    } while (page.size == LINKS_PER_READ && found.size < wanted)
    found.sortWith(compareByDescending(Link::createdAt).thenByDescending(Link::id))
    return found.take(query.limit)
  }

  /**
   * The content of the library, now and after each change. A collector that is slower than the
   * changes gets the latest one.
   */
  public fun snapshots(query: LinkQuery = LinkQuery()): Flow<LibrarySnapshot> =
      changes.map { snapshot(query) }

  // Editing

  /**
   * Saves a link, also offline, and returns the id that it has until the server gives it another. A
   * link that exists already is changed as the draft says.
   */
  public suspend fun save(draft: LinkDraft): Long {
    // When the person saved it, not when the server receives it.
    val createdAt = draft.createdAt ?: now().toInstant()
    return -edit(LinkEdit.Save(draft.copy(createdAt = createdAt)))
  }

  /** Saves a link of this URL. */
  public suspend fun save(
      url: String,
      title: String? = null,
      tags: List<String>? = null,
  ): Long = save(LinkDraft(url, title, tags = tags))

  /**
   * Changes a link.
   *
   * @throws UnknownLinkException when a link that was made on this device was refused or erased
   */
  public suspend fun update(id: Long, patch: LinkPatch) {
    edit(LinkEdit.Update(id, patch = patch))
  }

  /** Deletes a link; throws as [update] does. */
  public suspend fun delete(id: Long) {
    edit(LinkEdit.Delete(id))
  }

  private suspend fun edit(edit: LinkEdit): Long {
    val key = storage.write { LibraryCopy(it).add(edit, now()) }
    changed()
    requestSync()
    return key
  }

  // Syncing

  /**
   * Sends the edits of the outbox, and receives the server's changes. Only one library syncs a storage at a
   * time; another waits. May be cancelled at any time: nothing is lost, and nothing happens twice.
   *
   * @throws TryLaterException when the server was not reached
   * @throws RefusedException when a retry does not help
   */
  public suspend fun sync() {
    storage.withSyncState {
      pull() // first, so that no edit by id is sent to an account that was restored or created again
      if (push()) pull()
      val checkedAt = storage.read { LibraryCopy(it).state().checkedAt }
      if (checkedAt == null) {
        markChecked() // the copy is new
      } else if (seconds() - checkedAt !in 0..checkEvery.inWholeSeconds) {
        compare()
      }
    }
  }

  /**
   * Compares the copy with the server's library now, repairs it, and returns how many links were wrong.
   * Throws what [sync] throws.
   */
  public suspend fun check(): Int = storage.withSyncState {
    pull()
    compare()
  }

  /** Runs [work] while no other library syncs this storage, and sets [syncState] accordingly. */
  private suspend fun <T> LibraryStorage.withSyncState(work: suspend () -> T): T {
    try {
      val value = alone {
        if (states.value != SyncState.Online) states.value = SyncState.Syncing
        work()
      }
      states.update { if (it == SyncState.Syncing) SyncState.Idle else it }
      return value
    } catch (e: Exception) {
      states.value =
          when (e) {
            is TryLaterException -> SyncState.Offline(e.message.orEmpty())
            is RefusedException -> SyncState.Refused(e.problem)
            else -> SyncState.Idle
          }
      throw e
    }
  }

  /** Receives changes until the copy is up to date. */
  private suspend fun pull() {
    var whole = false
    while (!whole) {
      val state = storage.read { LibraryCopy(it).state() }
      val first = state.fresh || !state.whole
      var since = state.since
      val known =
          server.changes(since, allAtOnce = first) { page ->
            val from = since
            if (!storage.write { LibraryCopy(it).advance(from, page) }) return@changes false
            since = page.next
            whole = !page.more
            if (page.changes.isNotEmpty() || whole && first) changed()
            true
          }
      if (!known) storage.write { LibraryCopy(it).startOver() }
    }
  }

  /** Sends the outbox; false when there was nothing to send. */
  private suspend fun push(): Boolean {
    var limit = MAX_OPERATIONS
    while (true) {
      val size = limit
      val batch = storage.write { LibraryCopy(it).nextBatch(size) }
      if (batch.isEmpty()) return storage.read { it.edits() }.any { it.stage == Stage.DONE }
      val sent = server.send(batch.map { it.wire.orEmpty() })
      if (sent is LinkholdServer.Sent.TooLarge) limit = maxOf(1, batch.size / 2)
      storage.write {
        val copy = LibraryCopy(it)
        when (sent) {
          is LinkholdServer.Sent.Done -> copy.settle(batch, sent.ids)
          is LinkholdServer.Sent.Refused -> copy.settle(batch, sent.indexes, sent.problem)
          is LinkholdServer.Sent.TooLarge ->
              copy.settle(batch, if (batch.size == 1) setOf(0) else emptySet(), sent.problem)
        }
      }
      changed()
    }
  }

  private suspend fun compare(): Int {
    repeat(MAX_COMPARISONS) {
      val cursor = storage.read { LibraryCopy(it).state().cursor } ?: return 0
      val repaired = CopyCheck(storage, server, cursor).run()
      if (repaired != null) {
        markChecked()
        if (repaired > 0) changed()
        return repaired
      }
      pull()
    }
    throw TryLaterException(1, "The library changes too fast to be compared.")
  }

  private suspend fun markChecked() = storage.write { LibraryCopy(it).markChecked(seconds()) }

  /**
   * Keeps the copy up to date until the coroutine is cancelled or the server refuses: sends each edit at
   * once, receives others' changes, and tries again with growing pauses while the server is away.
   *
   * @throws RefusedException when a retry does not help
   * @throws StorageException when the storage fails
   */
  public suspend fun follow(): Nothing {
    var pause = 1.seconds
    try {
      while (true) {
        try {
          val seen = syncRequests.value
          sync()
          pause = 1.seconds
          listen(seen)
        } catch (e: TryLaterException) {
          states.value = SyncState.Offline(e.message.orEmpty())
          val asked = if (e.seconds > 5) e.seconds.seconds else Duration.ZERO
          pauseOrRequest(maxOf(pause, asked) * Random.nextDouble(0.75, 1.0))
          pause = minOf(pause * 2, MAX_PAUSE)
        }
      }
    } catch (e: CancellationException) {
      states.value = SyncState.Idle
      throw e
    }
  }

  /** Syncs after each edit of this device or another one, until the connection breaks. */
  private suspend fun listen(seen: Long): Nothing = coroutineScope {
    val cursor = storage.read { LibraryCopy(it).state().cursor }.orEmpty()
    launch { syncRequests.collect { if (it != seen) sync() } }
    server.events(cursor, opened = { states.value = SyncState.Online }, changed = ::requestSync)
    throw TryLaterException(1, "The stream of changes ended.")
  }

  private suspend fun pauseOrRequest(time: Duration) {
    val seen = syncRequests.value
    withTimeoutOrNull(time) { syncRequests.first { it != seen } }
  }

  /**
   * Ends a pause of [follow]: call it when the app comes to the foreground or the network is back. It
   * also shows what another process has saved meanwhile.
   */
  public fun wake() {
    changed()
    requestSync()
  }

  /** Deletes the copy and the outbox, for example when a person signs out. */
  public suspend fun erase() {
    storage.alone { storage.write { LibraryCopy(it).erase() } }
    changed()
  }

  private fun changed() = changes.update { it + 1 }

  private fun requestSync() = syncRequests.update { it + 1 } // several lead to one sync

  private fun now(): Long = Clock.System.now().toMicros()

  private fun seconds(): Long = now() / 1_000_000

  public companion object {
    /** The version of this package. */
    public const val VERSION: String = "0.1.0"

    private const val MAX_OPERATIONS = 1_000
    private const val LINKS_PER_READ = 500
    private const val MAX_COMPARISONS = 3
    private val MAX_PAUSE = 60.seconds
  }
}
