package linkhold.client

import java.io.IOException
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch

/**
 * How requests reach the server: [OkHttpTransport], [JdkTransport], or an app's own HTTP client.
 */
public interface Transport {
  /**
   * Sends [request], and lets [use] read the response, which is closed afterwards. Ends at once when
   * the coroutine is cancelled.
   *
   * @throws IOException when there is no response, or it is incomplete
   */
  public suspend fun <T> send(request: HttpRequest, use: suspend (HttpResponse) -> T): T
}

/** @property silence the request fails when nothing arrives for this time */
public class HttpRequest(
    public val method: String,
    public val url: String,
    public val headers: Map<String, String>,
    public val body: String?,
    public val silence: Duration,
)

/** A response whose status and headers have arrived. */
public abstract class HttpResponse(public val status: Int) {
  /** The value of a header, whatever the case of its name. */
  public abstract fun header(name: String): String?

  /**
   * The next piece of the body, decompressed; null at its end.
   *
   * @throws IOException when the connection breaks
   */
  public abstract suspend fun read(): ByteArray?

  /** All of the body. */
  public suspend fun text(): String {
    val lines = Lines()
    while (true) lines.add(read() ?: return lines.rest())
  }

  /** Calls [use] with each complete line of the body. */
  public suspend fun forEachLine(use: suspend (String) -> Unit) {
    val lines = Lines()
    while (true) {
      lines.add(read() ?: return)
      while (true) use(lines.next() ?: break)
    }
  }
}

/** Splits bytes into lines. */
private class Lines {
  private var bytes = ByteArray(0)
  private var start = 0
  private var searched = 0

  fun add(piece: ByteArray) {
    bytes = bytes.copyOfRange(start, bytes.size) + piece
    searched -= start
    start = 0
  }

  fun next(): String? {
    while (searched < bytes.size && bytes[searched] != LINE_FEED) searched++
    if (searched == bytes.size) return null
    val line = bytes.decodeToString(start, searched)
    start = ++searched
    return line
  }

  fun rest() = bytes.decodeToString(start)

  private companion object {
    const val LINE_FEED = '\n'.code.toByte()
  }
}

/** Runs [work], and calls [abort] on cancellation, for blocking calls that cancellation does not end. */
internal suspend fun <T> aborting(abort: () -> Unit, work: suspend () -> T): T =
    coroutineScope {
      val ended = AtomicBoolean()
      val watch =
          launch(Dispatchers.IO) {
            try {
              awaitCancellation()
            } finally {
              if (!ended.get()) abort()
            }
          }
      try {
        work()
      } finally {
        ended.set(isActive)
        watch.cancel()
      }
    }
