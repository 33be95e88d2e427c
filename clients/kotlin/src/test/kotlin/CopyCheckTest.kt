package linkhold.client

import kotlin.test.assertEquals
import org.junit.jupiter.api.Test

/** The examples of docs/sync.md. */
internal class CopyCheckTest {
  @Test
  fun `digests are those of the documentation`() {
    val links = mapOf(1L to 1L, 42L to 1093L, 70_000L to 4_294_967_301L)
    val digests = links.map { CopyCheck.digest(mapOf(it.toPair())) }
    assertEquals(listOf("c455504734bea507", "03e615c17e1051d9", "7c02e60921108180"), digests)
    assertEquals("443e4c11d3df7860", CopyCheck.digest(links))
    assertEquals("0000000000000000", CopyCheck.digest(emptyMap()))
  }
}
