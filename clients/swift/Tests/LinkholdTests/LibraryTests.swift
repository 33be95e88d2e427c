import Foundation
import Testing

@testable import Linkhold

/// Each kind of storage.
enum Kind: String, CaseIterable, Sendable {
  case memory, sqlite

  func make() throws -> any LibraryStorage {
    switch self {
    case .memory: MemoryStorage()
    case .sqlite: SQLiteStorage(file: try Self.file())
    }
  }

  static func file() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("linkhold-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent("links.sqlite")
  }
}

private func library(_ server: FakeServer, _ storage: any LibraryStorage) -> LinkholdLibrary {
  LinkholdLibrary(server: URL(string: "http://links.example")!, storage: storage, transport: server) {
    "token"
  }
}

@Suite struct LibraryTests {
  @Test(arguments: Kind.allCases)
  func offlineEditsOfOneDeviceReachTheOther(kind: Kind) async throws {
    let server = FakeServer()
    let phone = library(server, try kind.make())
    let tablet = library(server, try kind.make())
    let local = try await phone.save(url: "https://example.com/a", title: "On a train")
    #expect(local < 0)
    #expect(try await phone.links().map(\.title) == ["On a train"])
    #expect(try await phone.snapshot().unsent == 1)
    try await phone.sync()
    try await tablet.sync()
    let link = try #require(try await tablet.link(url: "https://example.com/a"))
    #expect(link.id > 0)
    #expect(try await phone.links(.all) == tablet.links(.all))
    #expect(try await phone.link(local) == link)
    try await tablet.update(link.id, LinkPatch(title: "Read", addTags: ["x"]))
    try await tablet.sync()
    try await phone.sync()
    #expect(try await phone.link(local)?.title == "Read")
    try await phone.delete(local)
    try await phone.sync()
    try await tablet.sync()
    #expect(try await tablet.links(.all).isEmpty)
    #expect(try await phone.pending().isEmpty)
  }

  @Test(arguments: Kind.allCases)
  func aLinkThatWasMadeOfflineCanBeEditedBeforeItIsSent(kind: Kind) async throws {
    let server = FakeServer()
    let phone = library(server, try kind.make())
    let local = try await phone.save(url: "https://example.com/a")
    try await phone.update(local, LinkPatch(url: "https://example.com/b", title: "B"))
    try await phone.update(local, LinkPatch(note: "Later"))
    #expect(try await phone.link(local)?.note == "Later")
    try await phone.sync()
    #expect(await server.links.count == 1)
    #expect(await server.link("https://example.com/b")?["note"] as? String == "Later")
    #expect(try await phone.refused().isEmpty)
  }

  /// The edit is made during the request that creates the link.
  @Test(arguments: Kind.allCases)
  func aLinkCanBeEditedWhileItsSaveIsUnderWay(kind: Kind) async throws {
    let server = FakeServer()
    let phone = library(server, try kind.make())
    let local = try await phone.save(url: "https://example.com/a")
    let edited = Once()
    await server.fail { request in
      if request.method == "POST", edited.first() {
        try await phone.update(local, LinkPatch(title: "Edited"))
        #expect(try await phone.link(local)?.title == "Edited")
      }
      return nil
    }
    try await phone.sync()
    #expect(await server.link("https://example.com/a")?["title"] as? String == "Edited")
    #expect(try await phone.link(local)?.title == "Edited")
    #expect(try await phone.pending().isEmpty)
  }

  @Test func aLocalIdThatNoLinkHasIsRefusedAtOnce() async throws {
    let phone = library(FakeServer(), MemoryStorage())
    await #expect(throws: LinkholdError.unknownLink(-7)) { try await phone.delete(-7) }
  }

  @Test func aSaveKeepsTheTimeAtWhichThePersonMadeIt() async throws {
    let server = FakeServer()
    let phone = library(server, MemoryStorage())
    let before = Date().addingTimeInterval(-0.001)
    try await phone.save(url: "https://example.com/a")
    let seen = try #require(try await phone.links().first?.createdAt)
    #expect(seen >= before && seen <= Date())
    try await phone.sync()
    #expect(try await phone.links().first?.createdAt == seen)
  }

  @Test(arguments: Kind.allCases)
  func aBatchWhoseResponseWasLostIsSentAgainExactly(kind: Kind) async throws {
    let server = FakeServer()
    let phone = library(server, try kind.make())
    let local = try await phone.save(url: "https://example.com/a", title: "A")
    await server.loseResponses(1)
    await #expect(throws: LinkholdError.self) { try await phone.sync() }
    try await phone.update(local, LinkPatch(title: "B"))
    try await phone.sync()
    let bodies = await server.requests.filter { $0.method == "POST" }.map(\.body)
    #expect(bodies.count == 3)
    #expect(bodies[0] == bodies[1])
    #expect(await server.links.count == 1)
    #expect(try await phone.link(local)?.title == "B")
  }

  @Test(arguments: Kind.allCases)
  func aRefusedEditIsKeptUntilItIsDismissedAndDelaysNoOther(kind: Kind) async throws {
    let server = FakeServer()
    let phone = library(server, try kind.make())
    let bad = try await phone.save(url: "javascript:alert(1)")
    try await phone.update(bad, LinkPatch(title: "Of a link that is refused"))
    try await phone.delete(9_000)
    try await phone.save(url: "https://example.com/good")
    try await phone.sync()
    #expect(await server.links.map { $0["url"] as? String } == ["https://example.com/good"])
    let refused = try await phone.refused()
    #expect(refused.map(\.problem?.status) == [400, 400, 404])
    #expect(try await phone.links(.all).map(\.url) == ["https://example.com/good"])
    for edit in refused { try await phone.dismiss(edit) }
    #expect(try await phone.snapshot().refused.isEmpty)
  }

  @Test(arguments: Kind.allCases)
  func aFirstCopyThatBreaksOffContinues(kind: Kind) async throws {
    let server = FakeServer()
    for number in 0..<1_200 { await server.save(["url": "https://example.com/\(number)"]) }
    let phone = library(server, try kind.make())
    await server.breakLines(after: 700)
    await #expect(throws: LinkholdError.self) { try await phone.sync() }
    #expect(try await phone.links(.all).count == 700)
    #expect(try await !phone.snapshot().whole)
    await server.breakLines(after: .max)
    try await phone.sync()
    #expect(try await phone.links(.all).count == 1_200)
    #expect(try await phone.snapshot().whole)
    #expect(await server.requests.last?.url.query?.contains("since=1.700") == true)
  }

  @Test(arguments: Kind.allCases)
  func aRestoredAccountIsCopiedAgainAndEditsFindTheirLinks(kind: Kind) async throws {
    let server = FakeServer()
    for name in ["a", "b", "c"] { await server.save(["url": "https://example.com/\(name)"]) }
    let phone = library(server, try kind.make())
    let local = try await phone.save(url: "https://example.com/d")
    try await phone.sync()
    let a = try #require(try await phone.link(url: "https://example.com/a")).id
    try await phone.update(a, LinkPatch(url: "https://example.com/a2"))
    try await phone.update(a, LinkPatch(title: "A"))
    try await phone.update(local, LinkPatch(title: "D"))
    let made = try await phone.save(url: "https://example.com/e")
    try await phone.update(made, LinkPatch(title: "E"))
    await server.restore()
    try await phone.sync()
    #expect(await server.link("https://example.com/a2")?["title"] as? String == "A")
    #expect(await server.link("https://example.com/d")?["title"] as? String == "D")
    #expect(await server.link("https://example.com/e")?["title"] as? String == "E")
    #expect(try await phone.link(local)?.title == "D")
    #expect(try await phone.link(made)?.title == "E")
    #expect(try await phone.refused().isEmpty)
    #expect(try await phone.links(.all).count == 5)
  }

  @Test func aLinkKeepsMembersThatThisVersionDoesNotKnow() async throws {
    let server = FakeServer()
    await server.save(["url": "https://example.com/a"])
    let storage = MemoryStorage()
    try await library(server, storage).sync()
    let json = try await storage.read { try $0.newest(in: .first, after: nil, count: 1)[0].json }
    #expect(json.contains("\"futureMember\":\"kept\""))
  }

  @Test func theOutboxIsAppliedOverTheCopy() async throws {
    let server = FakeServer()
    for name in ["a", "b", "c"] {
      await server.save([
        "url": "https://example.com/\(name)", "title": name, "tags": ["Java"], "note": "N",
      ])
    }
    let phone = library(server, MemoryStorage())
    try await phone.sync()
    func id(_ name: String) async throws -> Int64 {
      try #require(try await phone.link(url: "https://example.com/\(name)")).id
    }
    try await phone.save(LinkDraft(url: "https://example.com/a", tags: ["JAVA", "new"]))
    try await phone.update(try await id("b"), LinkPatch(note: "", addTags: ["x"], unread: true))
    try await phone.update(try await id("b"), LinkPatch(removeTags: ["X", "java"]))
    let c = try await id("c")
    try await phone.delete(c)
    try await phone.save(url: "https://example.com/c", title: "Again")
    let a = try #require(try await phone.link(url: "https://example.com/a"))
    let b = try #require(try await phone.link(url: "https://example.com/b"))
    #expect(a.tags == ["Java", "new"] && a.title == "a")
    #expect(b.tags.isEmpty && b.note == nil && b.unread)
    let again = try #require(try await phone.link(c))
    #expect(again.title == "Again" && again.note == nil && again.tags.isEmpty)
    #expect(try await phone.links(LinkQuery(text: "AGAIN")).map(\.id) == [c])
  }

  @Test func aSnapshotFollowsEachChange() async throws {
    let server = FakeServer()
    await server.save(["url": "https://example.com/a"])
    let phone = library(server, MemoryStorage())
    let reading = Task {
      for try await snapshot in phone.snapshots() where snapshot.links.count == 2 {
        return snapshot.links.map(\.url)
      }
      return []
    }
    try await phone.sync()
    try await phone.save(url: "https://example.com/b")
    #expect(
      try await reading.value == ["https://example.com/b", "https://example.com/a"])
  }

  @Test func aSyncThatIsCancelledEndsAtOnceAndLosesNothing() async throws {
    let server = FakeServer()
    let phone = library(server, MemoryStorage())
    try await phone.save(url: "https://example.com/a")
    let sent = Once()
    let (under, waiting) = AsyncStream<Void>.makeStream()
    await server.fail { request in
      guard request.method == "POST", sent.first() else { return nil }
      waiting.yield(())
      try await Task.sleep(for: .seconds(3_600))
      return nil
    }
    let syncing = Task { try await phone.sync() }
    for await _ in under { break }
    let start = ContinuousClock.now
    syncing.cancel()
    await #expect(throws: CancellationError.self) { try await syncing.value }
    #expect(ContinuousClock.now - start < .seconds(60))
    try await phone.sync()
    #expect(await server.links.count == 1)
  }

  @Test func whileTheServerIsAwayThePauseEndsWithAnEdit() async throws {
    let server = FakeServer()
    await server.fail { _ in throw URLError(.cannotConnectToHost) }
    let phone = library(server, MemoryStorage())
    let following = Task { try await phone.follow() }
    for await state in await phone.syncStates {
      if case .offline = state { break }
    }
    await server.fail { _ in nil }
    try await phone.save(url: "https://example.com/a")
    for try await snapshot in phone.snapshots() where snapshot.unsent == 0 { break }
    following.cancel()
    await #expect(throws: CancellationError.self) { try await following.value }
  }

  @Test func aServerThatRefusesEndsFollowing() async throws {
    let server = FakeServer()
    await server.fail { _ in FakeServer.response(401, ["status": 401, "title": "Unauthorized"]) }
    let phone = library(server, MemoryStorage())
    let problem = Problem(title: "Unauthorized", status: 401)
    await #expect(throws: LinkholdError.refused(problem)) { try await phone.follow() }
    #expect(await phone.syncState == .refused(problem))
  }
}

/// True once.
final class Once: @unchecked Sendable {
  private let lock = NSLock()
  private var used = false

  func first() -> Bool {
    lock.withLock {
      defer { used = true }
      return !used
    }
  }

  /// True once more.
  func reset() { lock.withLock { used = false } }
}
