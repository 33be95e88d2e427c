/// Uses the generated client: `use-client SERVER TOKEN`. Prints a word for each part that works, and fails where one does not.

import Foundation
import LinkholdGenerated

let server = LinkholdGeneratedAPIConfiguration(
  basePath: CommandLine.arguments[1],
  customHeaders: ["Authorization": "Bearer \(CommandLine.arguments[2])"],
  apiResponseQueue: .global())

func expect<T: Equatable>(_ expected: T, _ actual: T, line: UInt = #line) {
  guard expected == actual else { fatalError("line \(line): expected \(expected), not \(actual)") }
}

func shown(_ what: String) {
  print(what)
  fflush(nil)
}

let first = try await LinksAPI.saveLink(
  sharedLinkDraft: SharedLinkDraft(
    url: "https://swift.example/1", title: "First", note: "Keep", tags: ["one", "two"], unread: true),
  apiConfiguration: server)
let second = try await LinksAPI.saveLink(
  sharedLinkDraft: SharedLinkDraft(url: "https://swift.example/2"), apiConfiguration: server)
expect("First", first.title)
expect(nil, second.note)
shown("save")

let page = try await LinksAPI.listLinks(
  q: "swift.example", sort: .OLDEST_FIRST, limit: 1, apiConfiguration: server)
expect([first], page.items)
let rest = try await LinksAPI.listLinks(
  q: "swift.example", sort: .OLDEST_FIRST, limit: 1, cursor: page.next, apiConfiguration: server)
expect([second], rest.items)
expect(nil, rest.next)
shown("list")

let renamed = try await LinksAPI.updateLink(
  id: first.id, linkPatch: LinkPatch(title: "Renamed"), apiConfiguration: server)
var expected = first
expected.title = "Renamed"
expected.revision = renamed.revision
expected.updatedAt = renamed.updatedAt
expect(expected, renamed)
// This client cannot send null: the empty value of a member clears it, too.
let cleared = try await LinksAPI.updateLink(
  id: first.id, linkPatch: LinkPatch(note: "", tags: [], unread: false), apiConfiguration: server)
expect(nil, cleared.note)
expect([], cleared.tags)
expect(false, cleared.unread)
expect("Renamed", cleared.title)
shown("patch")

let before = try await SyncAPI.listChanges(apiConfiguration: server)
expect(true, before.changes.contains { $0.link == cleared })
expect(false, before.more)
try await LinksAPI.deleteLink(id: second.id, apiConfiguration: server)
let after = try await SyncAPI.listChanges(since: before.next, apiConfiguration: server)
expect([second.id], after.changes.map(\.id))
expect([true], after.changes.map(\.deleted))
expect([nil], after.changes.map(\.link))
shown("sync")

let done = try await SyncAPI.applyBatch(
  batch: Batch(operations: [
    BatchOperation(op: .update, id: first.id, patch: LinkPatch(note: "Again")),
    BatchOperation(op: .delete, url: "https://swift.example/1"),
  ]),
  apiConfiguration: server)
expect([.updated, .deleted], done.results.map(\.outcome))
expect("Again", done.results[0].link?.note)
expect("Renamed", done.results[0].link?.title)
let end = try await SyncAPI.listChanges(since: after.next, apiConfiguration: server)
let digest = try await SyncAPI.checkCopy(since: end.next, apiConfiguration: server)
expect(true, digest.current)
shown("batch")

do {
  _ = try await LinksAPI.saveLink(
    sharedLinkDraft: SharedLinkDraft(url: "javascript:alert(1)"), apiConfiguration: server)
  fatalError("saved what is no link")
} catch ErrorResponse.error(let status, let body, _, _) {
  expect(400, status)
  let problem = try server.codableHelper.jsonDecoder.decode(Problem.self, from: body!)
  expect("/problems/invalid-input", problem.type)
  expect(400, problem.status)
  expect(["refused-url"], problem.errors?.map(\.code))
  expect(["/url"], problem.errors?.map(\.pointer))
}
shown("problem")
