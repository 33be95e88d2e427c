package linkhold.client

import java.io.IOException
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import okhttp3.Call
import okhttp3.Callback
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response

/** Sends requests with OkHttp, which has to be a dependency of the app. */
public class OkHttpTransport(private val client: OkHttpClient = OkHttpClient()) : Transport {

  override suspend fun <T> send(request: HttpRequest, use: suspend (HttpResponse) -> T): T {
    val builder =
        Request.Builder()
            .url(request.url)
            .method(request.method, request.body?.encodeToByteArray()?.toRequestBody())
    request.headers.forEach { (name, value) -> builder.header(name, value) }
    val call =
        client
            .newBuilder()
            .readTimeout(request.silence.inWholeMilliseconds, TimeUnit.MILLISECONDS)
            .build()
            .newCall(builder.build())
    return aborting(call::cancel) { call.await().use { use(Received(it)) } }
  }

  private suspend fun Call.await(): Response =
      suspendCancellableCoroutine { continuation ->
        continuation.invokeOnCancellation { cancel() }
        enqueue(
            object : Callback {
              override fun onFailure(call: Call, e: IOException) =
                  continuation.resumeWithException(e)

              override fun onResponse(call: Call, response: Response) =
                  continuation.resume(response) { _, late, _ -> late.close() }
            })
      }

  private class Received(private val response: Response) : HttpResponse(response.code) {
    override fun header(name: String): String? = response.header(name)

    override suspend fun read(): ByteArray? =
        withContext(Dispatchers.IO) {
          val source = response.body.source()
          if (source.exhausted()) null else source.buffer.readByteArray()
        }
  }
}
