package linkhold.client

import kotlinx.serialization.Serializable

/** Why a call failed; cancellation is a `CancellationException`. */
public sealed class LinkholdException(message: String, cause: Throwable? = null) :
    Exception(message, cause)

/**
 * The server is unreachable or busy. The same call may be repeated after [seconds]; nothing is lost,
 * and nothing happens twice.
 */
public class TryLaterException(
    public val seconds: Long,
    message: String,
    cause: Throwable? = null,
) : LinkholdException(message, cause)

/** The server refuses, and a retry does not help: the token is not valid, for example. */
public class RefusedException(public val problem: Problem) :
    LinkholdException("${problem.status} ${problem.detail ?: problem.title}")

/** Neither this device nor the server has a link of this id. */
public class UnknownLinkException(public val id: Long) : LinkholdException("No link has the id $id.")

/** The storage cannot be read or written. */
public class StorageException(message: String, cause: Throwable? = null) :
    LinkholdException(message, cause)

/**
 * A problem as the server describes it (RFC 9457).
 *
 * @property type stays the same for a kind of problem; the texts are for people and may change
 * @property index which operation of a batch failed
 */
@Serializable
public data class Problem(
    val type: String? = null,
    val title: String? = null,
    val status: Int? = null,
    val detail: String? = null,
    val index: Int? = null,
    val errors: List<Fault>? = null,
) {
  /** @property pointer where in the request (RFC 6901) */
  @Serializable public data class Fault(val pointer: String? = null, val detail: String? = null)

  /** Which operations of a batch it is about: the one that failed, or all that break a rule. */
  internal val operations: Set<Int>
    get() =
        index?.let(::setOf)
            ?: errors
                .orEmpty()
                .map { it.pointer.orEmpty().split('/') } // "/operations/7/link/url"
                .filter { it.getOrNull(1) == "operations" }
                .mapNotNull { it.getOrNull(2)?.toIntOrNull() }
                .toSet()
}
