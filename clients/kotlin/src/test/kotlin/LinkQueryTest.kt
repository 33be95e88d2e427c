package linkhold.client

import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

internal class LinkQueryTest {
  private val library = LinkholdLibrary("http://unused", null, MemoryStorage(), NoTransport)

  private fun titles(query: LinkQuery) = runBlocking { library.links(query).map { it.title } }

  init {
    runBlocking {
      library.save(LinkDraft("https://example.com/1", "Élan vital", tags = listOf("Java")))
      library.save(LinkDraft("https://example.com/2", "Other", unread = true))
      library.save(LinkDraft("https://example.com/3", "Old", archived = true))
    }
  }

  @Test
  fun `words match without case and accents`() {
    assertEquals(listOf<String?>("Élan vital"), titles(LinkQuery("ELAN vit")))
    assertEquals(listOf<String?>("Élan vital"), titles(LinkQuery("java")))
    assertEquals(emptyList(), titles(LinkQuery("elan other")))
  }

  @Test
  fun `what is archived comes only when it is asked for`() {
    assertEquals(listOf<String?>("Other", "Élan vital"), titles(LinkQuery()))
    assertEquals(listOf<String?>("Old"), titles(LinkQuery(archived = true)))
    assertEquals(listOf<String?>("Old", "Other", "Élan vital"), titles(LinkQuery.ALL))
  }

  @Test
  fun `tag, flag and limit select`() {
    assertEquals(listOf<String?>("Élan vital"), titles(LinkQuery(tag = "JAVA")))
    assertEquals(listOf<String?>("Other"), titles(LinkQuery(unread = true)))
    assertEquals(listOf<String?>("Other"), titles(LinkQuery(limit = 1)))
  }
}

internal object NoTransport : Transport {
  override suspend fun <T> send(request: HttpRequest, use: suspend (HttpResponse) -> T): T =
      throw java.io.IOException("There is no network.")
}
