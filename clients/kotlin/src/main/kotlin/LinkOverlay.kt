package linkhold.client

import java.text.Normalizer
import java.util.Locale
import kotlin.time.Instant

/** The links that edits of the outbox change, with these edits applied. */
internal class LinkOverlay(private val copy: LibraryCopy) {
  private val set = copy.state().shown

  /** The changed links by their server's id, or by the local id while there is none; null: deleted. */
  private val changed = HashMap<Long, Link?>()
  val links: Map<Long, Link?>
    get() = changed

  init {
    copy.transaction.edits().filter { it.stage != PendingEdit.Stage.REFUSED }.forEach(::apply)
  }

  /** The link with the edits of the outbox applied. */
  fun link(id: Long): Link? {
    val known = copy.serverId(id)
    return if (known in links) links[known] else copy.transaction.link(set, known)?.let(::decoded)
  }

  fun link(url: String): Link? =
      links.values.find { it?.url == url }
          ?: copy.transaction.link(set, url)?.takeIf { it.id !in links }?.let(::decoded)

  fun decoded(stored: StoredLink): Link = Wire.json.decodeFromString(stored.json)

  private fun apply(pending: PendingEdit) {
    when (val edit = pending.edit) {
      is LinkEdit.Save -> save(pending, edit.link)
      is LinkEdit.Update -> find(edit)?.let { changed[it.id] = it.patched(edit.patch) }
      is LinkEdit.Delete -> find(edit)?.let { changed[it.id] = null }
    }
  }

  private fun save(pending: PendingEdit, draft: LinkDraft) {
    val local = copy.serverId(-pending.key)
    val same = link(draft.url) ?: if (local > 0) link(local) else null
    if (same != null) {
      changed[same.id] = same.merged(draft)
    } else {
      val deleted = copy.transaction.link(set, draft.url)?.id?.takeIf { it in links }
      val id = deleted ?: local
      changed[id] = draft.toLink(id, pending.at)
    }
  }

  private fun find(edit: LinkEdit.OfLink): Link? =
      edit.id?.let { link(it) } ?: edit.url?.let { link(it) }
}

private fun LinkDraft.toLink(id: Long, at: Instant) =
    Link(
        id,
        url,
        title.emptyToNull(),
        description.emptyToNull(),
        note.emptyToNull(),
        tags = emptyList<String>().union(tags.orEmpty()),
        unread = unread ?: false,
        archived = archived ?: false,
        favorite = favorite ?: false,
        shared = shared ?: false,
        createdAt = createdAt ?: at,
        updatedAt = at,
    )

private fun Link.merged(draft: LinkDraft) =
    patched(
        LinkPatch(
            title = draft.title,
            description = draft.description,
            note = draft.note,
            addTags = draft.tags,
            unread = draft.unread,
            archived = draft.archived,
            favorite = draft.favorite,
            shared = draft.shared,
        ))

private fun Link.patched(patch: LinkPatch) =
    copy(
        url = patch.url ?: url,
        title = if (patch.title == null) title else patch.title.emptyToNull(),
        description =
            if (patch.description == null) description else patch.description.emptyToNull(),
        note = if (patch.note == null) note else patch.note.emptyToNull(),
        tags =
            (patch.tags?.let { emptyList<String>().union(it) } ?: tags)
                .without(patch.removeTags.orEmpty())
                .union(patch.addTags.orEmpty()),
        unread = patch.unread ?: unread,
        archived = patch.archived ?: archived,
        favorite = patch.favorite ?: favorite,
        shared = patch.shared ?: shared,
    )

private fun String?.emptyToNull() = if (this == "") null else this

/** Tags are compared without regard to case. */
internal fun tagKey(tag: String): String =
    Normalizer.normalize(
        tag.uppercase(Locale.ROOT).lowercase(Locale.ROOT),
        Normalizer.Form.NFC,
    )

private fun List<String>.union(more: List<String>): List<String> {
  val keys = mapTo(mutableSetOf(), ::tagKey)
  return this + more.filter { keys.add(tagKey(it)) }
}

private fun List<String>.without(fewer: List<String>): List<String> {
  val keys = fewer.mapTo(mutableSetOf(), ::tagKey)
  return filter { tagKey(it) !in keys }
}
