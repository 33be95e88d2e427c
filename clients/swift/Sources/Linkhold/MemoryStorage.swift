import Foundation

/// Keeps everything in memory: for tests and previews.
public actor MemoryStorage: LibraryStorage {
  fileprivate struct Contents {
    var links: [LinkSet: [Int64: StoredLink]] = [.first: [:], .second: [:]]
    var edits: [PendingEdit] = []
    var lastKey: Int64 = 0
    var ids: [Int64: Int64] = [:]
    var values: [String: String] = [:]
  }

  private var contents = Contents()

  public init() {}

  public func read<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value {
    try work(MemoryTransaction(contents))
  }

  public func write<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value {
    let transaction = MemoryTransaction(contents)
    let value = try work(transaction)
    contents = transaction.contents
    return value
  }
}

private final class MemoryTransaction: LibraryTransaction {
  var contents: MemoryStorage.Contents

  init(_ contents: MemoryStorage.Contents) {
    self.contents = contents
  }

  private func links(_ set: LinkSet) -> [Int64: StoredLink] { contents.links[set] ?? [:] }

  func link(_ id: Int64, in set: LinkSet) -> StoredLink? { links(set)[id] }

  func link(url: String, in set: LinkSet) -> StoredLink? {
    links(set).values.first { $0.url == url }
  }

  func newest(in set: LinkSet, after place: StoredLink.Place?, count: Int) -> [StoredLink] {
    let older = links(set).values.filter { link in place.map { link.place < $0 } ?? true }
    return Array(older.sorted { $0.place > $1.place }.prefix(count))
  }

  func revisions(in set: LinkSet, ids: ClosedRange<Int64>) -> [(id: Int64, revision: Int64)] {
    links(set).values.filter { ids.contains($0.id) }.map { ($0.id, $0.revision) }
      .sorted { $0.id < $1.id }
  }

  func count(in set: LinkSet) -> Int { links(set).count }

  func put(_ link: StoredLink, in set: LinkSet) { contents.links[set]?[link.id] = link }

  func remove(_ id: Int64, in set: LinkSet) { contents.links[set]?[id] = nil }

  func clear(_ set: LinkSet) { contents.links[set] = [:] }

  func edits(_ stage: PendingEdit.Stage?, limit: Int) -> [PendingEdit] {
    Array(contents.edits.filter { stage == nil || $0.stage == stage }.prefix(limit))
  }

  func edit(_ key: Int64) -> PendingEdit? { contents.edits.first { $0.key == key } }

  func append(_ edit: LinkEdit, at micros: Int64) -> Int64 {
    contents.lastKey += 1
    contents.edits.append(
      PendingEdit(key: contents.lastKey, edit: edit, at: Timestamp.date(micros)))
    return contents.lastKey
  }

  func replace(_ edit: PendingEdit) {
    if let index = contents.edits.firstIndex(where: { $0.key == edit.key }) {
      contents.edits[index] = edit
    }
  }

  func remove(edit key: Int64) { contents.edits.removeAll { $0.key == key } }

  func serverId(of local: Int64) -> Int64? { contents.ids[local] }

  func serverIds() -> [(local: Int64, id: Int64)] { contents.ids.map { ($0.key, $0.value) } }

  func setServerId(_ id: Int64?, of local: Int64) { contents.ids[local] = id }

  func value(_ name: String) -> String? { contents.values[name] }

  func setValue(_ value: String?, of name: String) { contents.values[name] = value }
}
