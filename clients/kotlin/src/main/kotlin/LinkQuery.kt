package linkhold.client

import java.text.Normalizer
import java.util.Locale

/**
 * Which links of a library to show, newest first. Without arguments, what is not archived.
 *
 * @property text each word is in the title, the URL, a text or a tag, without regard to case or
 *   accents
 * @property limit how many at most
 */
public data class LinkQuery(
    val text: String = "",
    val tag: String? = null,
    val unread: Boolean? = null,
    val archived: Boolean? = false,
    val favorite: Boolean? = null,
    val limit: Int = 200,
) {
  private val words = text.split(SPACE).filter(String::isNotEmpty).map(::folded)

  internal fun matches(link: Link): Boolean =
      (unread == null || unread == link.unread) &&
          (archived == null || archived == link.archived) &&
          (favorite == null || favorite == link.favorite) &&
          (tag == null || link.tags.any { tagKey(it) == tagKey(tag) }) &&
          (words.isEmpty() || contains(link))

  private fun contains(link: Link): Boolean {
    val texts = listOfNotNull(link.url, link.title, link.description, link.note) + link.tags
    val folded = texts.map(::folded)
    return words.all { word -> folded.any { word in it } }
  }

  public companion object {
    private val SPACE = Regex("\\s+")
    private val MARKS = Regex("\\p{Mn}+")

    /** Every link. */
    public val ALL: LinkQuery = LinkQuery(archived = null, limit = Int.MAX_VALUE)

    private fun folded(text: String) =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replace(MARKS, "")
            .lowercase(Locale.ROOT)
  }
}

/**
 * The content of a library at one moment.
 *
 * @property links with the edits of the outbox applied, newest first
 * @property unsent how many edits the server has not confirmed yet
 * @property refused edits that the server refused, with the reason, until the app dismisses them
 * @property whole whether the whole library was copied at least once
 */
public data class LibrarySnapshot(
    val links: List<Link>,
    val unsent: Int,
    val refused: List<PendingEdit>,
    val whole: Boolean,
)

/** Whether a library is syncing with the server, and why not. */
public sealed interface SyncState {
  public data object Idle : SyncState

  public data object Syncing : SyncState

  /** Up to date, and receiving every change at once. */
  public data object Online : SyncState

  /** The server cannot be reached; [LinkholdLibrary.follow] tries again. */
  public data class Offline(val reason: String) : SyncState

  /** The server refuses this device: the token was revoked, for example. */
  public data class Refused(val problem: Problem) : SyncState
}
