package linkhold.client

/**
 * Where a copy of the library and its outbox are kept. Several libraries may use one storage at the
 * same time, from several processes where the storage can be opened there.
 */
public interface LibraryStorage {
  /** Runs [work] on the state of one moment. It must not write. */
  public suspend fun <T> read(work: (LibraryTransaction) -> T): T

  /**
   * Runs [work] in one transaction while nobody else writes: all of it is kept, or nothing when it
   * throws. Returns after everything is on disk.
   */
  public suspend fun <T> write(work: (LibraryTransaction) -> T): T

  /**
   * Runs [work] as soon as no other library of this storage does so, in this or another process. The
   * end of a process releases it.
   */
  public suspend fun <T> alone(work: suspend () -> T): T
}

/**
 * A storage keeps two sets of links: the one that is shown, and one that is filled while a copy is
 * made again.
 */
public enum class LinkSet {
  FIRST,
  SECOND;

  public val other: LinkSet
    get() = if (this == FIRST) SECOND else FIRST
}

/**
 * A link as it is kept: what a storage sorts and searches by, and all of it in JSON.
 *
 * @property createdAt microseconds since 1970
 * @property json as the server sent it, members included that this version does not know
 */
public data class StoredLink(
    val id: Long,
    val revision: Long,
    val url: String,
    val createdAt: Long,
    val json: String,
)

/**
 * What can be done within one transaction of a storage. It has no rules: it keeps links, edits, ids
 * and named values.
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

  /** Adds an edit; its key, which is greater than every key before, also of edits that are gone. */
  public fun append(edit: LinkEdit, micros: Long): Long

  public fun replace(edit: PendingEdit)

  public fun removeEdit(key: Long)

  /** Which id the server gave to a link that was made on this device. */
  public fun serverId(local: Long): Long?

  /** By the ids that the links have on this device. */
  public fun serverIds(): Map<Long, Long>

  /** Null forgets it. */
  public fun setServerId(local: Long, id: Long?)

  public fun value(name: String): String?

  /** Null removes it. */
  public fun setValue(name: String, value: String?)
}

internal val EVERY_ID: LongRange = Long.MIN_VALUE..Long.MAX_VALUE
