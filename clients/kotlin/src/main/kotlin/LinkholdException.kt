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
 * @property type identifies the kind of problem; the texts are for people and may change
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
  /**
   * One fault of a request.
   *
   * @property pointer where in the request, or in the edit that is refused (RFC 6901)
   * @property code identifies the kind of fault, for apps with messages of their own
   */
  @Serializable
  public data class Fault(
      val pointer: String? = null,
      val detail: String? = null,
      val code: String? = null,
  ) {
    /** The index of the operation in its batch: 7 for "/operations/7/link/url". */
    internal val operation: Int?
      get() =
          pointer
              .orEmpty()
              .split('/')
              .takeIf { it.getOrNull(1) == "operations" }
              ?.getOrNull(2)
              ?.toIntOrNull()
  }

  /** The indexes of the refused operations of a batch: the one that failed, or all that break a rule. */
  internal val operations: Set<Int>
    get() =
        index?.let(::setOf)
            ?: errors.orEmpty().mapNotNull { it.operation }.toSet()

  /** The problem of one operation of a batch: only its faults, with pointers relative to it. */
  internal fun about(operation: Int): Problem =
      copy(
          errors =
              errors?.filter { it.operation == operation }?.map { fault ->
                fault.copy(pointer = fault.pointer?.removePrefix("/operations/$operation"))
              }
      )
}
