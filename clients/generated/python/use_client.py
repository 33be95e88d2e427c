"""Uses the generated client: use_client.py SERVER TOKEN. Prints a word for each part that works, and fails where one does not."""

import sys

from linkhold_generated import (
    ApiClient,
    ApiException,
    Batch,
    Configuration,
    LinkPatch,
    LinkSort,
    LinksApi,
    BatchOperation,
    Problem,
    SharedLinkDraft,
    SyncApi,
)

server, token = sys.argv[1:]
client = ApiClient(Configuration(host=server, access_token=token))
links = LinksApi(client)
sync = SyncApi(client)


def expect(expected, actual):
    if actual != expected:
        raise AssertionError(f"expected {expected}, not {actual}")


first = links.save_link(
    SharedLinkDraft(url="https://python.example/1", title="First", note="Keep", tags=["one", "two"], unread=True)
)
second = links.save_link(SharedLinkDraft(url="https://python.example/2"))
expect("First", first.title)
expect(None, second.note)
print("save")

page = links.list_links(q="python.example", sort=LinkSort.OLDEST_FIRST, limit=1)
expect([first], page.items)
rest = links.list_links(q="python.example", sort=LinkSort.OLDEST_FIRST, limit=1, cursor=page.next)
expect([second], rest.items)
expect(None, rest.next)
print("list")

renamed = links.update_link(first.id, LinkPatch(title="Renamed"))
expect(
    first.model_copy(
        update={"title": "Renamed", "revision": renamed.revision, "updated_at": renamed.updated_at}
    ),
    renamed,
)
cleared = links.update_link(first.id, LinkPatch(note=None, tags=None, unread=None))
expect((None, [], False, "Renamed"), (cleared.note, cleared.tags, cleared.unread, cleared.title))
print("patch")

changes = sync.list_changes()
expect(True, any(change.link == cleared for change in changes.changes))
expect(False, changes.more)
links.delete_link(second.id)
changes = sync.list_changes(since=changes.next)
expect([(second.id, True, None)], [(change.id, change.deleted, change.link) for change in changes.changes])
print("sync")

done = sync.apply_batch(
    Batch(
        operations=[
            BatchOperation(op="update", id=first.id, patch=LinkPatch(note="Again")),
            BatchOperation(op="delete", url="https://python.example/1"),
        ]
    )
)
expect(["updated", "deleted"], [result.outcome for result in done.results])
expect(("Again", "Renamed"), (done.results[0].link.note, done.results[0].link.title))
digest = sync.check_copy(since=sync.list_changes(since=changes.next).next)
expect(True, digest.current)
print("batch")

try:
    links.save_link(SharedLinkDraft(url="javascript:alert(1)"))
    raise AssertionError("saved what is no link")
except ApiException as refused:
    expect(400, refused.status)
    problem = refused.data
    expect(True, isinstance(problem, Problem))
    expect(("/problems/invalid-input", 400), (problem.type, problem.status))
    expect([("refused-url", "/url")], [(fault.code, fault.pointer) for fault in problem.errors])
print("problem")
