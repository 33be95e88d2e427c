import Foundation

/// Compares a copy with the server's library and fetches the links that differ. The caller holds the lease
/// of the storage, so that no other check or sync runs.
struct CopyCheck: Sendable {
  /// Ranges of this many links are fetched, and not split further.
  private static let smallRange = 50

  let storage: any LibraryStorage
  let server: LinkholdServer
  /// The server's cursor after the last change in the copy.
  let cursor: String

  /// Corrects the copy and returns how many links were wrong. Nil when the library has changed meanwhile,
  /// or the server is too old to compare.
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
      if max(part.count, own.count) > Self.smallRange && part.to > part.from {
        guard let smaller = try await server.digests(since: cursor, ids: ids) else { return nil }
        repaired = try await repair(smaller)
      } else {
        repaired = try await fetch(ids)
      }
      guard let repaired else { return nil }
      wrong += repaired
    }
    return wrong
  }

  private func fetch(_ ids: ClosedRange<Int64>) async throws -> Int? {
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
