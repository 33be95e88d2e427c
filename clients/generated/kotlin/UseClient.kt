/** Uses the generated client: `UseClient SERVER TOKEN`. Prints a word for each part that works, and fails where one does not. */

import linkhold.generated.apis.LinksApi
import linkhold.generated.apis.SyncApi
import linkhold.generated.infrastructure.ApiClient
import linkhold.generated.infrastructure.ClientError
import linkhold.generated.infrastructure.ClientException
import linkhold.generated.infrastructure.Serializer
import linkhold.generated.models.Batch
import linkhold.generated.models.LinkPatch
import linkhold.generated.models.LinkSort
import linkhold.generated.models.BatchOperation
import linkhold.generated.models.BatchOperationResult
import linkhold.generated.models.Problem
import linkhold.generated.models.SharedLinkDraft

fun main(arguments: Array<String>) {
    val (server, token) = arguments
    ApiClient.accessToken = token
    // Otherwise the generated client sends null for each member that is not set.
    Serializer.kotlinxSerializationJsonConfiguration = { encodeDefaults = false }
    val links = LinksApi(server)
    val sync = SyncApi(server)

    val first = links.saveLink(
        SharedLinkDraft(url = "https://kotlin.example/1", title = "First", note = "Keep", tags = listOf("one", "two"), unread = true),
    )
    val second = links.saveLink(SharedLinkDraft(url = "https://kotlin.example/2"))
    expect("First", first.title)
    expect(null, second.note)
    println("save")

    val page = links.listLinks(q = "kotlin.example", sort = LinkSort.OLDEST_FIRST, limit = 1)
    expect(listOf(first), page.items)
    val rest = links.listLinks(q = "kotlin.example", sort = LinkSort.OLDEST_FIRST, limit = 1, cursor = page.next)
    expect(listOf(second), rest.items)
    expect(null, rest.next)
    println("list")

    val renamed = links.updateLink(first.id, LinkPatch(title = "Renamed"))
    expect(first.copy(title = "Renamed", revision = renamed.revision, updatedAt = renamed.updatedAt), renamed)
    // This client cannot send null: the empty value of a member clears it, too.
    val cleared = links.updateLink(first.id, LinkPatch(note = "", tags = listOf(), unread = false))
    expect(listOf(null, listOf<String>(), false), listOf(cleared.note, cleared.tags, cleared.unread))
    expect("Renamed", cleared.title)
    println("patch")

    var changes = sync.listChanges()
    expect(true, changes.changes.any { it.link == cleared })
    expect(false, changes.more)
    links.deleteLink(second.id)
    changes = sync.listChanges(since = changes.next)
    expect(listOf(second.id), changes.changes.map { it.id })
    expect(listOf(true), changes.changes.map { it.deleted })
    expect(listOf(null), changes.changes.map { it.link })
    println("sync")

    val done = sync.applyBatch(
        Batch(
            listOf(
                BatchOperation(op = BatchOperation.Op.update, id = first.id, patch = LinkPatch(note = "Again")),
                BatchOperation(op = BatchOperation.Op.delete, url = "https://kotlin.example/1"),
            ),
        ),
    )
    expect(listOf(BatchOperationResult.Outcome.updated, BatchOperationResult.Outcome.deleted), done.results.map { it.outcome })
    expect(listOf("Again" to "Renamed", null), done.results.map { result -> result.link?.let { it.note to it.title } })
    val digest = sync.checkCopy(since = sync.listChanges(since = changes.next).next)
    expect(true, digest.current)
    println("batch")

    try {
        links.saveLink(SharedLinkDraft(url = "javascript:alert(1)"))
        throw AssertionError("saved what is no link")
    } catch (e: ClientException) {
        expect(400, e.statusCode)
        val body = (e.response as ClientError<*>).body as String
        val problem = Serializer.kotlinxSerializationJson.decodeFromString<Problem>(body)
        expect("/problems/invalid-input" to 400, problem.type to problem.status)
        expect(listOf("refused-url" to "/url"), problem.errors?.map { it.code to it.pointer })
    }
    println("problem")
}

private fun expect(expected: Any?, actual: Any?) {
    if (actual != expected) throw AssertionError("expected $expected, not $actual")
}
