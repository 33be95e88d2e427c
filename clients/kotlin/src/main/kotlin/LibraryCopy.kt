package linkhold.client

import kotlinx.serialization.Serializable
import linkhold.client.PendingEdit.Stage

/**
 * The state of a copy: which set of links is shown, and up to which change of the server's library
 * it has them.
 *
 * @property cursor the server's cursor after the last change in [shown]; null before the first
 * @property whole whether the whole library was copied at least once
 * @property fresh whether a new copy is being made in the other set, since the server does not know
 *   [cursor] any more
 * @property freshCursor the same cursor for the new copy
 * @property checkedAt seconds since 1970 when the copy was last compared with the server's library
 */
@Serializable
internal data class CopyState(
    val shown: LinkSet = LinkSet.FIRST,
    val cursor: String? = null,
    val whole: Boolean = false,
    val fresh: Boolean = false,
    val freshCursor: String? = null,
    val checkedAt: Long? = null,
) {
  /** The set that changes are applied to. */
  val filling
    get() = if (fresh) shown.other else shown

  /** The cursor after the last change in that set. */
  val since
    get() = if (fresh) freshCursor else cursor
}

/** The rules of docs/sync.md, on the state of one transaction. */
internal class LibraryCopy(val transaction: LibraryTransaction) {

  fun state(): CopyState =
      transaction.value(STATE)?.let { Wire.json.decodeFromString(it) } ?: CopyState()

  private fun store(state: CopyState) =
      transaction.setValue(STATE, Wire.json.encodeToString(CopyState.serializer(), state))

  /**
   * Adds an edit to the outbox, and returns its key.
   *
   * @throws UnknownLinkException when it names a link of this device that does not exist
   */
  fun add(edit: LinkEdit, micros: Long): Long {
    val id = (edit as? LinkEdit.OfLink)?.id
    if (id != null && id < 0 && transaction.serverId(id) == null) {
      val waits = transaction.edits().any { it.key == -id && it.stage != Stage.REFUSED }
      if (!waits) throw UnknownLinkException(id)
    }
    return transaction.append(edit, micros)
  }

  /** The server's id of a link; the same id when the server does not know the link yet. */
  fun serverId(id: Long): Long = if (id < 0) transaction.serverId(id) ?: id else id

  /**
   * The edits that were sent and have no response; if there are none, the first [limit] queued edits,
   * which are marked as sent.
   */
  fun nextBatch(limit: Int): List<PendingEdit> {
    val edits = transaction.edits()
    val sent = edits.filter { it.stage == Stage.SENT }
    if (sent.isNotEmpty()) return sent
    return edits
        .filter { it.stage == Stage.QUEUED }
        .take(limit)
        .map { it.copy(stage = Stage.SENT, wire = Wire.text(sendable(it, edits))) }
        .onEach(transaction::replace)
  }

  /**
   * The edit in the form in which it is sent. A link that was made on this device and that the server
   * does not know yet is named by its URL after the earlier edits.
   */
  private fun sendable(pending: PendingEdit, edits: List<PendingEdit>): LinkEdit {
    val edit = pending.edit
    val id = (edit as? LinkEdit.OfLink)?.id
    if (id == null || id > 0) return edit
    transaction.serverId(id)?.let { return edit.about(id = it) }
    var url: String? = null
    for (earlier in edits) {
      if (earlier.key >= pending.key || earlier.stage == Stage.REFUSED) continue
      val before = earlier.edit
      if (earlier.key == -id && before is LinkEdit.Save) url = before.link.url
      if (before is LinkEdit.Update && before.id == id) url = before.patch.url ?: url
    }
    return if (url == null) edit else edit.about(url = url)
  }

  /** Records that the server applied a batch, and which [ids] it gave to the links. */
  fun settle(batch: List<PendingEdit>, ids: List<Long?>) {
    val sent = sent()
    batch.zip(ids).forEach { (edit, id) ->
      if (edit.key !in sent) return@forEach
      transaction.replace(edit.copy(stage = Stage.DONE))
      if (edit.edit is LinkEdit.Save && id != null) transaction.setServerId(-edit.key, id)
    }
  }

  /**
   * Records that the server did not apply a batch: the edits at [refused] are refused for good, and so
   * are queued edits of links that they would have created; the others are queued again.
   */
  fun settle(batch: List<PendingEdit>, refused: Set<Int>, problem: Problem) {
    val sent = sent()
    batch.forEachIndexed { index, edit ->
      when {
        edit.key !in sent -> {}
        index in refused -> refuse(edit, problem.about(index))
        else -> queue(edit)
      }
    }
    val orphaned = refused.associateBy { -batch[it].key }
    transaction
        .edits()
        .filter { it.stage == Stage.QUEUED }
        .forEach { edit ->
          val index = orphaned[(edit.edit as? LinkEdit.OfLink)?.id]
          if (index != null) refuse(edit, problem.about(index))
        }
  }

  /** The keys of the edits that are marked as sent: another process may have settled some of a batch. */
  private fun sent() =
      transaction.edits().filter { it.stage == Stage.SENT }.mapTo(mutableSetOf()) { it.key }

  private fun refuse(edit: PendingEdit, problem: Problem) =
      transaction.replace(edit.copy(stage = Stage.REFUSED, problem = problem))

  private fun queue(edit: PendingEdit) =
      transaction.replace(edit.copy(stage = Stage.QUEUED, wire = null))

  /**
   * Applies changes that were requested with the cursor [since], and stores the cursor after them.
   * False when the copy has another cursor by now, because another process was faster; then nothing
   * is applied.
   */
  fun advance(since: String?, page: ChangePage): Boolean {
    var state = state()
    if (state.since != since) return false
    page.changes.forEach { change ->
      if (change.link == null) transaction.remove(state.filling, change.id..change.id)
      else transaction.put(state.filling, change.link)
    }
    state =
        if (state.fresh) state.copy(freshCursor = page.next) else state.copy(cursor = page.next)
    if (!page.more) {
      transaction
          .edits()
          .filter { it.stage == Stage.DONE }
          .forEach { transaction.removeEdit(it.key) }
      if (state.fresh) state = replaceShown(state)
      state = state.copy(whole = true)
    }
    store(state)
    return true
  }

  /** Begins a new copy. The old one is shown until the new one is complete. */
  fun startOver() {
    val state = state()
    transaction.remove(state.shown.other, EVERY_ID)
    transaction.edits().filter { it.stage != Stage.REFUSED }.forEach(::queue)
    store(state.copy(fresh = true, freshCursor = null))
  }

  /**
   * Shows the new set instead of the old one. An id may belong to another link there, and waiting edits
   * were made on the old set: from now on they name their links by the URLs in the old set.
   */
  private fun replaceShown(state: CopyState): CopyState {
    val urls = HashMap<Long, String>()
    val edits = transaction.edits().filter { it.stage != Stage.REFUSED }
    val saves = edits.filter { it.edit is LinkEdit.Save }.mapTo(mutableSetOf()) { -it.key }
    for (pending in edits) {
      val edit = pending.edit as? LinkEdit.OfLink ?: continue
      val id = edit.id ?: continue
      val known = serverId(id)
      val url = urls[known] ?: transaction.link(state.shown, known)?.url
      if (url != null) {
        urls[known] = (edit as? LinkEdit.Update)?.patch?.url ?: url
        transaction.replace(pending.copy(edit = edit.about(url = url)))
      } else if (id !in saves) {
        refuse(pending, UNKNOWN_LINK)
      }
    }
    for ((local, id) in transaction.serverIds()) {
      val url = transaction.link(state.shown, id)?.url
      transaction.setServerId(local, url?.let { transaction.link(state.shown.other, it) }?.id)
    }
    transaction.remove(state.shown, EVERY_ID)
    return state.copy(
        shown = state.shown.other,
        cursor = state.freshCursor,
        fresh = false,
        freshCursor = null,
    )
  }

  /** Records that the copy was compared with the server's library, or is new. */
  fun markChecked(seconds: Long) = store(state().copy(checkedAt = seconds))

  /** Replaces the links with ids in [ids] by [links], and returns how many differed. */
  fun repair(ids: LongRange, links: List<StoredLink>): Int {
    val set = state().shown
    val held = transaction.revisions(set, ids)
    val right = links.associate { it.id to it.revision }
    transaction.remove(set, ids)
    links.forEach { transaction.put(set, it) }
    return (held.keys + right.keys).count { held[it] != right[it] }
  }

  /** Deletes everything, including the outbox. */
  fun erase() {
    LinkSet.entries.forEach { transaction.remove(it, EVERY_ID) }
    transaction.edits().forEach { transaction.removeEdit(it.key) }
    transaction.serverIds().keys.forEach { transaction.setServerId(it, null) }
    transaction.setValue(STATE, null)
  }

  private companion object {
    const val STATE = "state"
    val UNKNOWN_LINK = Problem(title = "The link is not known.")
  }
}
