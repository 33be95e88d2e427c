import Foundation
import Testing

@testable import Linkhold

@Suite struct CheckTests {
  @Test func theDigestIsThatOfTheProtocol() {
    var digest = CopyDigest()
    #expect(digest.text == "0000000000000000")
    for (id, revision): (Int64, Int64) in [(1, 1), (42, 1093), (70000, 4_294_967_301)] {
      digest.add(id: id, revision: revision)
    }
    #expect(digest.text == "443e4c11d3df7860")
    #expect(digest.count == 3)
  }

  @Test(arguments: Kind.allCases)
  func aDamagedCopyIsFoundAndOnlyWhatDiffersIsGot(kind: Kind) async throws {
    let server = FakeServer()
    for number in 0..<3_000 { await server.save(["url": "https://example.com/\(number)"]) }
    let storage = try kind.make()
    let phone = LinkholdLibrary(
      server: URL(string: "http://links.example")!, storage: storage, transport: server,
      checkInterval: 0
    ) { nil }
    try await phone.sync()
    let whole = try await phone.links(.all)
    try await phone.save(url: "https://example.com/waits")
    try await storage.write { transaction in
      try transaction.remove(1_234, in: .first)
      var link = try #require(try transaction.link(77, in: .first))
      link.revision = 1
      try transaction.put(link, in: .first)
      link.id = 9_000
      try transaction.put(link, in: .first)
    }
    #expect(try await phone.links(.all).count == whole.count + 1)
    let before = await server.requests.count
    try await phone.sync()  // a check is due
    #expect(try await phone.links(.all).filter { !$0.url.hasSuffix("/waits") } == whole)
    let ranges = await server.requests.dropFirst(before).filter { $0.url.path.hasSuffix("range") }
    #expect(ranges.count == 2)
    #expect(try await phone.check() == 0)
  }

  @Test func aServerThatIsTooOldToCompareIsNoError() async throws {
    let server = FakeServer()
    await server.fail { request in
      request.url.path.hasSuffix("digest") ? FakeServer.response(404, ["status": 404]) : nil
    }
    let phone = LinkholdLibrary(
      server: URL(string: "http://links.example")!, storage: MemoryStorage(), transport: server,
      checkInterval: 0
    ) { nil }
    try await phone.sync()
    try await phone.sync()
    #expect(try await phone.check() == nil)
  }
}
