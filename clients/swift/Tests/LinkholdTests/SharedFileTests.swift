import Foundation
import Testing

@testable import Linkhold

/// An app and its share extension, each with a connection of its own to one file.
@Suite struct SharedFileTests {
  @Test func noEditIsLostWhenBothWriteAtTheSameTime() async throws {
    let server = FakeServer()
    let file = try Kind.file()
    func open() -> LinkholdLibrary {
      LinkholdLibrary(
        server: URL(string: "http://links.example")!, storage: SQLiteStorage(file: file),
        transport: server
      ) { nil }
    }
    let libraries = [open(), open()]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, library) in libraries.enumerated() {
        group.addTask {
          for round in 0..<40 {
            try await library.save(url: "https://\(number).example/\(round)")
            if round % 8 == 0 { try await library.sync() }
          }
        }
      }
      try await group.waitForAll()
    }
    for library in libraries { try await library.sync() }
    #expect(await server.links.count == 80)
    for library in libraries {
      #expect(try await library.links(.all).count == 80)
      #expect(try await library.pending().isEmpty)
    }
  }

  /// Only one of them sends requests at any time.
  @Test func onlyOneSyncsAtATime() async throws {
    let server = FakeServer()
    let busy = Once()
    await server.fail { request in
      if request.method == "POST" {
        #expect(busy.first())
        try await Task.sleep(for: .milliseconds(20))
        busy.reset()
      }
      return nil
    }
    let file = try Kind.file()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let library = LinkholdLibrary(
            server: URL(string: "http://links.example")!, storage: SQLiteStorage(file: file),
            transport: server
          ) { nil }
          for round in 0..<5 {
            try await library.save(url: "https://\(number).example/\(round)")
            try await library.sync()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await server.links.count == 20)
  }

  @Test func anEditWritesAFewKilobytesHoweverLargeTheLibraryIs() async throws {
    let server = FakeServer()
    for number in 0..<5_000 { await server.save(["url": "https://example.com/\(number)"]) }
    let file = try Kind.file()
    let library = LinkholdLibrary(
      server: URL(string: "http://links.example")!, storage: SQLiteStorage(file: file),
      transport: server
    ) { nil }
    try await library.sync()
    let log = URL(fileURLWithPath: file.path + "-wal")
    let connection = try SQLiteConnection(path: file.path)
    _ = try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) }
    try await library.save(url: "https://example.com/new", title: "New")
    let size = try FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int
    let bytes = try #require(size)
    #expect(bytes > 0 && bytes < 32_768, "\(bytes) bytes")
  }

  @Test func aFileOfANewerVersionIsRefused() async throws {
    let file = try Kind.file()
    let connection = try SQLiteConnection(path: file.path)
    try connection.run("PRAGMA user_version = 99")
    await #expect(throws: LinkholdError.self) {
      try await SQLiteStorage(file: file).read { _ in }
    }
  }

  @Test func aTransactionThatThrowsChangesNothing() async throws {
    for storage in try Kind.allCases.map({ try $0.make() }) {
      await #expect(throws: LinkholdError.unknownLink(1)) {
        try await storage.write { transaction in
          try transaction.setValue("kept?", of: "name")
          throw LinkholdError.unknownLink(1)
        }
      }
      #expect(try await storage.read { try $0.value("name") } == nil)
    }
  }
}
