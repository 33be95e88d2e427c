import Foundation

/// Compares a copy with the server's library and gets what differs. Only one at a time works on a storage,
/// and nothing syncs meanwhile.
struct CopyCheck: Sendable {
  /// Ranges of this many links are fetched, and not split further.
  private static let few = 50

  let storage: any LibraryStorage
  let server: LinkholdServer
  /// After which change of the library the copy is.
  let cursor: String

  /// How many links were wrong, and are right now. Nil when the library has changed meanwhile, or the
  /// server is too old to compare.
  func repair() async throws -> Int? {
    guard let parts = try await server.digests(since: cursor),
      let superfluous = try await replace((parts.last?.to ?? 0) + 1...Int64.max, by: [])
    else { return nil }
    return try await repair(parts).map { $0 + superfluous }
  }

  private func repair(_ parts: [LinkholdServer.Part]) async throws -> Int? {
    var wrong = 0
    for part in parts {
      let ids = part.from...part.to
      let own = try await storage.read { try LibraryCopy($0).digest(ids) }
      if own.count == part.count && own.text == part.digest { continue }
      let repaired: Int?
      if max(part.count, own.count) > Self.few && part.to > part.from {
        guard let closer = try await server.digests(since: cursor, ids: ids) else { return nil }
        repaired = try await repair(closer)
      } else {
        repaired = try await get(ids)
      }
      guard let repaired else { return nil }
      wrong += repaired
    }
    return wrong
  }

  private func get(_ ids: ClosedRange<Int64>) async throws -> Int? {
    var wrong = 0
    var from = ids.lowerBound
    while from <= ids.upperBound {
      guard let range = try await server.links(since: cursor, ids: from...ids.upperBound),
        let repaired = try await replace(from...range.to, by: range.links)
      else { return nil }
      wrong += repaired
      from = range.to + 1
    }
    return wrong
  }

  private func replace(_ ids: ClosedRange<Int64>, by links: [StoredLink]) async throws -> Int? {
    try await storage.write { try LibraryCopy($0).replace(ids, by: links, since: cursor) }
  }
}
