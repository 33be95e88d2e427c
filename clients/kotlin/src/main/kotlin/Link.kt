package linkhold.client

import kotlin.time.Instant
import kotlinx.serialization.Serializable

/**
 * A saved URL with its title, tags and other members.
 *
 * @property id unique within the account. A link that was made on this device and that the server
 *   has not seen has a negative one, which stays valid for edits after the server has given it
 *   another
 * @property url as it was given when the link was created
 * @property imageUrl read from the page by the server
 * @property iconUrl read from the page by the server
 * @property tags in the order in which they were added
 * @property revision the account's change counter when the link last changed; 0 until the server
 *   has seen it
 */
@Serializable
public data class Link(
    val id: Long,
    val url: String,
    val title: String? = null,
    val description: String? = null,
    val note: String? = null,
    val imageUrl: String? = null,
    val iconUrl: String? = null,
    val tags: List<String> = emptyList(),
    val unread: Boolean = false,
    val archived: Boolean = false,
    val favorite: Boolean = false,
    val shared: Boolean = false,
    val createdAt: Instant,
    val updatedAt: Instant,
    val revision: Long = 0,
)

/**
 * A link to be saved. When the link exists already, members that are null are not changed, and the
 * tags are added to those of the link.
 *
 * @property createdAt when the person saved it; the time of the call unless set. Only used when the
 *   link is new
 */
@Serializable
public data class LinkDraft(
    val url: String,
    val title: String? = null,
    val description: String? = null,
    val note: String? = null,
    val tags: List<String>? = null,
    val unread: Boolean? = null,
    val archived: Boolean? = null,
    val favorite: Boolean? = null,
    val shared: Boolean? = null,
    val createdAt: Instant? = null,
)

/**
 * Changes of a link. Members that are null are not changed; an empty text removes the text.
 *
 * @property tags replaces all tags
 */
@Serializable
public data class LinkPatch(
    val url: String? = null,
    val title: String? = null,
    val description: String? = null,
    val note: String? = null,
    val tags: List<String>? = null,
    val addTags: List<String>? = null,
    val removeTags: List<String>? = null,
    val unread: Boolean? = null,
    val archived: Boolean? = null,
    val favorite: Boolean? = null,
    val shared: Boolean? = null,
)
