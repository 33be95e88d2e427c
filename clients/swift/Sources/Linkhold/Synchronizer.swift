import Foundation

/// Brings a storage and the server in step, as docs/sync.md says. Only one at a time works on a storage.
struct Synchronizer: Sendable {
  private static let maxOperations = 1_000

  let storage: any LibraryStorage
  let server: LinkholdServer
  /// Called after each step that changed what a person sees.
  let changed: @Sendable () -> Void

  /// Sends what was edited and learns what changed.
  func sync() async throws {
    try await pull()  // first: so no edit by id reaches an account that was restored or made again
    if try await push() { try await pull() }
  }

  /// Sends the outbox; whether there was anything to send.
  private func push() async throws -> Bool {
    var most = Self.maxOperations
    while true {
      let size = most
      let batch = try await storage.write { try LibraryCopy($0).nextBatch(size) }
      if batch.isEmpty {
        return try await storage.read { try !$0.edits(.done, limit: 1).isEmpty }
      }
      switch try await server.send(batch.map { $0.wire ?? "" }) {
      case .done(let ids):
        try await storage.write { try LibraryCopy($0).settle(batch, done: ids) }
      case .refused(let indexes, let problem):
        try await storage.write { try LibraryCopy($0).settle(batch, refused: indexes, problem) }
      case .tooLarge(let problem):
        most = max(1, batch.count / 2)
        let refused: Set<Int> = batch.count == 1 ? [0] : []
        try await storage.write { try LibraryCopy($0).settle(batch, refused: refused, problem) }
      }
      changed()
    }
  }

  /// Brings the copy up to the server's state.
  private func pull() async throws {
    while true {
      let start = try await storage.read { try LibraryCopy($0).state() }
      var since = start.since
      let first = start.fresh || !start.whole
      var done = false
      let pulled = try await server.changes(since: since, allAtOnce: first) { page in
        let from = since
        guard try await storage.write({ try LibraryCopy($0).advance(since: from, page) }) else {
          return false  // another library was faster
        }
        since = page.next
        done = !page.more
        if !page.changes.isEmpty || done && first { changed() }
        return true
      }
      if pulled == .expired { try await storage.write { try LibraryCopy($0).startOver() } }
      if done { return }
    }
  }
}
