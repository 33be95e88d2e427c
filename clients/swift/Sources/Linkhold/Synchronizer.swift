import Foundation

/// Syncs a storage with the server, as docs/sync.md says. The caller holds the lease of the storage, so that
/// no other sync runs.
struct Synchronizer: Sendable {
  private static let maxOperations = 1_000
  private static let maxComparisons = 3
  private static let day: Int64 = 24 * 60 * 60

  let storage: any LibraryStorage
  let server: LinkholdServer
  /// Seconds between two checks of the copy.
  let checkInterval: TimeInterval
  /// Called after each step that changed the content of the library.
  let changed: @Sendable () -> Void

  /// Sends the edits of the outbox, and receives the server's changes.
  func sync() async throws {
    try await pull()  // first: no edit by id may be sent to a restored account
    if try await push() { try await pull() }
    if try await isCheckDue() { _ = try await check() }
  }

  private func isCheckDue() async throws -> Bool {
    let now = Int64(Date().timeIntervalSince1970)
    guard let checked = try await storage.read({ try LibraryCopy($0).state() }).checkedAt else {
      try await storage.write { try LibraryCopy($0).markChecked(at: now) }  // the copy is new
      return false
    }
    return Double(now - checked) >= checkInterval
  }

  /// Compares the copy with the server's library, fetches the links that differ, and returns how many were
  /// wrong. Nil when the library changed during each try, or the server is too old to compare.
  func check() async throws -> Int? {
    let now = Int64(Date().timeIntervalSince1970)
    for _ in 0..<Self.maxComparisons {
      try await pull()
      let state = try await storage.read { try LibraryCopy($0).state() }
      guard let cursor = state.cursor else { continue }
      let check = CopyCheck(storage: storage, server: server, cursor: cursor)
      if let wrong = try await check.repair() {
        try await storage.write { try LibraryCopy($0).markChecked(at: now) }
        if wrong > 0 { changed() }
        return wrong
      }
    }
    let tomorrow = now - Int64(checkInterval) + Self.day
    try await storage.write { try LibraryCopy($0).markChecked(at: tomorrow) }
    return nil
  }

  /// Sends the outbox; false when there was nothing to send.
  private func push() async throws -> Bool {
    var limit = Self.maxOperations
    while true {
      let size = limit
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
        limit = max(1, batch.count / 2)
        let refused: Set<Int> = batch.count == 1 ? [0] : []
        try await storage.write { try LibraryCopy($0).settle(batch, refused: refused, problem) }
      }
      changed()
    }
  }

  /// Receives changes until the copy is up to date.
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
