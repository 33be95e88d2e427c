package linkhold.client

/**
 * Stores a copy of the library and its outbox. Several libraries may use one storage at the
 * same time, from several processes where the storage can be opened there.
 */
public interface LibraryStorage {
  /** Runs [work] on one consistent snapshot. It must not write. */
  public suspend fun <T> read(work: (LibraryTransaction) -> T): T

  /**
   * Runs [work] in one transaction, without other writers. When [work] throws, nothing is changed.
   * Returns after everything is on disk.
   */
  public suspend fun <T> write(work: (LibraryTransaction) -> T): T

  /**
   * Runs [work] with an exclusive lock of this storage, after waiting for it: other libraries in this
   * process and in others use the same lock. The end of a process releases it.
   */
  public suspend fun <T> alone(work: suspend () -> T): T
}

/**
 * A storage keeps two sets of links: the one that is shown, and one that is filled while a new
 * copy is made.
 */
public enum class LinkSet {
  FIRST,
  SECOND;

  public val other: LinkSet
    get() = if (this == FIRST) SECOND else FIRST
}

/**
 * A stored link: the members that a storage sorts and searches by, and the whole link in JSON.
 *
 * @property createdAt microseconds since 1970
 * @property json as the server sent it, with the members that this version does not know
 */
public data class StoredLink(
    val id: Long,
    val revision: Long,
    val url: String,
    val createdAt: Long,
    val json: String,
)

/**
 * The operations within one transaction of a storage. A storage has no rules of its own: it stores
 * links, edits, ids and named values.
 */
public interface LibraryTransaction {
  public fun link(set: LinkSet, id: Long): StoredLink?

  /** A link that has exactly this URL. */
  public fun link(set: LinkSet, url: String): StoredLink?

  /** Up to [count] links, newest first and ties by id, that come after the link [after]. */
  public fun newest(set: LinkSet, after: StoredLink?, count: Int): List<StoredLink>

  /** The revisions of the links whose ids are in [ids], by id, in its order. */
  public fun revisions(set: LinkSet, ids: LongRange): Map<Long, Long>

  public fun put(set: LinkSet, link: StoredLink)

  public fun remove(set: LinkSet, ids: LongRange)

  /** All edits, oldest first. */
  public fun edits(): List<PendingEdit>

  /**
   * Adds an edit, and returns its key, which is greater than every earlier key, also those of removed
   * edits.
   */
  public fun append(edit: LinkEdit, micros: Long): Long

  public fun replace(edit: PendingEdit)

  public fun removeEdit(key: Long)

  /** The id that the server gave to a link that was made on this device. */
  public fun serverId(local: Long): Long?

  /** All such ids, by the ids that the links have on this device. */
  public fun serverIds(): Map<Long, Long>

  /** Null removes it. */
  public fun setServerId(local: Long, id: Long?)

  public fun value(name: String): String?

  /** Null removes it. */
  public fun setValue(name: String, value: String?)
}

internal val EVERY_ID: LongRange = Long.MIN_VALUE..Long.MAX_VALUE
