package linkhold.client

import java.io.InputStream
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.HttpTimeoutException
import java.util.zip.GZIPInputStream
import kotlin.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull

/** Sends requests with the JDK's HTTP client, which Android does not have. */
public class JdkTransport(private val client: HttpClient = HttpClient.newHttpClient()) : Transport {

  override suspend fun <T> send(request: HttpRequest, use: suspend (HttpResponse) -> T): T {
    val builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url))
            .method(
                request.method,
                request.body?.let { BodyPublishers.ofString(it) } ?: BodyPublishers.noBody(),
            )
    request.headers.forEach(builder::header)
    if (request.headers["Accept"] != EVENTS) builder.header("Accept-Encoding", "gzip")
    val response =
        withTimeoutOrNull(request.silence) {
          client.sendAsync(builder.build(), BodyHandlers.ofInputStream()).await()
        } ?: throw HttpTimeoutException("Nothing arrived for ${request.silence}.")
    try {
      return use(Response(response, request.silence))
    } finally {
      response.body().close()
    }
  }

  private class Response(
      private val response: java.net.http.HttpResponse<InputStream>,
      private val silence: Duration,
  ) : HttpResponse(response.statusCode()) {
    private val buffer = ByteArray(BUFFER_SIZE)
    private var opened: InputStream? = null

    override fun header(name: String): String? =
        response.headers().firstValue(name).orElse(null)

    override suspend fun read(): ByteArray? =
        withContext(Dispatchers.IO) {
          val size =
              withTimeoutOrNull(silence) { runInterruptible { body().read(buffer) } }
                  ?: throw HttpTimeoutException("Nothing arrived for $silence.")
          if (size < 0) null else buffer.copyOf(size)
        }

    private fun body(): InputStream =
        opened
            ?: (if (header("Content-Encoding") == "gzip") GZIPInputStream(response.body())
                else response.body())
                .also { opened = it }
  }

  private companion object {
    const val EVENTS = "text/event-stream"
    const val BUFFER_SIZE = 16 * 1024
  }
}
