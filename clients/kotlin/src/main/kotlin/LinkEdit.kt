package linkhold.client

import kotlin.time.Instant
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable

/** An edit, in the form of an operation of `POST /v1/batch`. */
@Serializable
public sealed interface LinkEdit {

  @Serializable @SerialName("save") public data class Save(val link: LinkDraft) : LinkEdit

  /** An edit of a link that is named by its [id] or its [url]. */
  @Serializable
  public sealed interface OfLink : LinkEdit {
    public val id: Long?
    public val url: String?

    /** The same edit of the link with this id or URL. */
    public fun about(id: Long? = null, url: String? = null): LinkEdit
  }

  @Serializable
  @SerialName("update")
  public data class Update(
      override val id: Long? = null,
      override val url: String? = null,
      val patch: LinkPatch,
  ) : OfLink {
    override fun about(id: Long?, url: String?): Update = copy(id = id, url = url)
  }

  @Serializable
  @SerialName("delete")
  public data class Delete(override val id: Long? = null, override val url: String? = null) :
      OfLink {
    override fun about(id: Long?, url: String?): Delete = Delete(id, url)
  }
}

/**
 * An edit in the outbox.
 *
 * @property key greater for each new edit, and never reused. A link that a save creates has `-key` as its id
 *   until the server gives it another
 * @property at when the person made it
 * @property wire the operation as it was sent, in JSON
 * @property problem why it was refused
 */
public data class PendingEdit(
    val key: Long,
    val edit: LinkEdit,
    val at: Instant,
    val stage: Stage = Stage.QUEUED,
    val wire: String? = null,
    val problem: Problem? = null,
) {
  public enum class Stage {
    QUEUED,
    /** Sent, without a response yet: it is repeated with the same [wire]. */
    SENT,
    /** Applied by the server; the copy has it after the next sync. */
    DONE,
    /** The server refused it for good; kept until the app dismisses it. */
    REFUSED,
  }
}
