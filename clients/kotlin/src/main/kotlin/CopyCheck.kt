package linkhold.client

import linkhold.client.LinkholdServer.Digest.Part

/** Compares a copy with the server's library by digests, and repairs what differs (docs/sync.md). */
internal class CopyCheck(
    private val storage: LibraryStorage,
    private val server: LinkholdServer,
    private val cursor: String,
) {
  private var repaired = 0

  /** Returns how many links were corrected; null when the copy lacks changes that the server has made. */
  suspend fun run(): Int? {
    val digest = server.digest(cursor, null) ?: return 0
    if (!digest.current) return null
    val last = digest.parts.lastOrNull()?.to ?: 0
    repaired += storage.write { LibraryCopy(it).repair(last + 1..Long.MAX_VALUE, emptyList()) }
    return if (compare(digest.parts)) repaired else null
  }

  private suspend fun compare(parts: List<Part>): Boolean {
    for (part in parts) {
      val own = storage.read { it.revisions(LibraryCopy(it).state().shown, part.ids) }
      if (own.size.toLong() == part.count && digest(own) == part.digest) continue
      if (maxOf(own.size.toLong(), part.count) <= SMALL_RANGE || part.from == part.to) {
        replace(part.ids)
      } else {
        val digest = server.digest(cursor, part.ids)
        if (digest == null || !digest.current || !compare(digest.parts)) return false
      }
    }
    return true
  }

  private suspend fun replace(ids: LongRange) {
    var from = ids.first
    while (from <= ids.last) {
      val range = server.range(cursor, from..ids.last)
      val done = from..range.to
      repaired += storage.write { LibraryCopy(it).repair(done, range.links) }
      from = range.to + 1
    }
  }

  companion object {
    /** A range of at most this many links is fetched, and not split further. */
    private const val SMALL_RANGE = 50
    private const val FIRST_SEED = 0x6c696e6b
    private const val SECOND_SEED = 0x686f6c64

    /** The digest of links, by their ids and revisions. */
    fun digest(revisions: Map<Long, Long>): String {
      var first = 0
      var second = 0
      for ((id, revision) in revisions) {
        first += number(FIRST_SEED, id, revision)
        second += number(SECOND_SEED, id, revision)
      }
      return hex(first) + hex(second)
    }

    private fun number(seed: Int, id: Long, revision: Long): Int {
      var h = mix(seed xor id.toInt())
      h = mix(h xor (id ushr 32).toInt())
      h = mix(h xor revision.toInt())
      return mix(h xor (revision ushr 32).toInt())
    }

    private fun mix(value: Int): Int {
      var x = value
      x = (x xor (x ushr 16)) * 0x7feb352d
      x = (x xor (x ushr 15)) * -0x7b935975 // 0x846ca68b
      return x xor (x ushr 16)
    }

    private fun hex(number: Int) = Integer.toHexString(number).padStart(8, '0')
  }
}
