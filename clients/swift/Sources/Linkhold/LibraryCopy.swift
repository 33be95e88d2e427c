import Foundation

/// A change of the server's library.
struct Change: Sendable {
  let id: Int64
  /// Nil when it was deleted.
  let link: StoredLink?
}

/// The changes of one response, or of some lines of it.
struct ChangePage: Sendable {
  var changes: [Change]
  /// The cursor after these changes.
  var next: String
  /// Whether there are more changes after `next`.
  var more: Bool
}

/// The state of a copy: which set of links is shown, and up to which change of the server's library it has
/// them.
package struct CopyState: Sendable, Codable {
  package var shown = LinkSet.first
  /// The server's cursor after the last change in `shown`; nil before the first.
  var cursor: String?
  /// Whether the whole library was copied at least once.
  var whole = false
  /// Whether a new copy is being made in the other set, since the server does not know `cursor` any more.
  var fresh = false
  /// The same cursor for the new copy.
  var freshCursor: String?
  /// Seconds since 1970 when the copy was last compared with the server's library.
  var checkedAt: Int64?

  /// The set that changes are applied to, and the cursor after the last change in it.
  var filling: LinkSet { fresh ? shown.other : shown }
  var since: String? { fresh ? freshCursor : cursor }
}

/// The rules of docs/sync.md, on the state of one transaction.
package struct LibraryCopy {
  private static let stateName = "state"
  static let unknownLink = Problem(title: "The link is not known.")

  let transaction: any LibraryTransaction

  package init(_ transaction: any LibraryTransaction) {
    self.transaction = transaction
  }

  package func state() throws -> CopyState {
    guard let text = try transaction.value(Self.stateName) else { return CopyState() }
    return try Wire.value(CopyState.self, text)
  }

  private func store(_ state: CopyState) throws {
    try transaction.setValue(try Wire.text(state), of: Self.stateName)
  }

  // MARK: Edits

  /// Adds an edit to the outbox, and returns its key.
  func add(_ edit: LinkEdit, at micros: Int64) throws -> Int64 {
    if case .id(let id) = edit.target, id < 0 {
      let save = try transaction.edit(-id)
      let waits = save?.edit.target == nil && save.map { $0.stage != .refused } ?? false
      guard try waits || transaction.serverId(of: id) != nil else {
        throw LinkholdError.unknownLink(id)
      }
    }
    return try transaction.append(edit, at: micros)
  }

  /// The server's id of a link; the same id when the server does not know the link yet.
  func serverId(of id: Int64) throws -> Int64 {
    id < 0 ? try transaction.serverId(of: id) ?? id : id
  }

  /// The edits that were sent and have no response; if there are none, the first `limit` queued edits, which
  /// are marked as sent.
  func nextBatch(_ limit: Int) throws -> [PendingEdit] {
    let sent = try transaction.edits(.sent)
    if !sent.isEmpty { return sent }
    let batch = try transaction.edits(.queued, limit: limit)
    return try batch.map { edit in
      var edit = edit
      edit.stage = .sent
      edit.wire = try Wire.text(try sendable(edit, of: batch))
      try transaction.replace(edit)
      return edit
    }
  }

  /// The edit in the form in which it is sent. A link that an earlier edit of the same batch creates is named
  /// by its URL after the earlier edits.
  private func sendable(_ edit: PendingEdit, of batch: [PendingEdit]) throws -> LinkEdit {
    guard case .id(let id) = edit.edit.target, id < 0 else { return edit.edit }
    if let known = try transaction.serverId(of: id) { return edit.edit.about(.id(known)) }
    var url: String?
    for earlier in batch where earlier.key < edit.key {
      if earlier.key == -id, case .save(let draft) = earlier.edit { url = draft.url }
      if case .update(.id(id), let patch) = earlier.edit { url = patch.url ?? url }
    }
    return edit.edit.about(url.map { .url($0) } ?? .id(id))
  }

  /// Records that the server applied a batch, and which ids it gave to the links.
  func settle(_ batch: [PendingEdit], done ids: [Int64?]) throws {
    for (edit, id) in try stillSent(batch, with: ids) {
      var edit = edit
      edit.stage = .done
      try transaction.replace(edit)
      if case .save = edit.edit, let id { try transaction.setServerId(id, of: -edit.key) }
    }
  }

  /// Records that the server did not apply a batch: the edits at `refused` are refused for good, and so are
  /// queued edits of links that they would have created; the others are queued again.
  func settle(_ batch: [PendingEdit], refused: Set<Int>, _ problem: Problem) throws {
    for (edit, index) in try stillSent(batch, with: Array(batch.indices)) {
      if refused.contains(index) {
        try refuse(edit, problem.about(index))
      } else {
        try queue(edit)
      }
    }
    if refused.isEmpty { return }
    let orphaned = Dictionary(uniqueKeysWithValues: refused.map { (-batch[$0].key, $0) })
    for edit in try transaction.edits(.queued) {
      if case .id(let id) = edit.edit.target, let index = orphaned[id] {
        try refuse(edit, problem.about(index))
      }
    }
  }

  /// The edits of a batch that no other process has settled.
  private func stillSent<Value>(
    _ batch: [PendingEdit], with values: [Value]
  ) throws -> [(PendingEdit, Value)] {
    let sent = Set(try transaction.edits(.sent).map(\.key))
    return zip(batch, values).filter { sent.contains($0.0.key) }
  }

  private func refuse(_ edit: PendingEdit, _ problem: Problem) throws {
    var edit = edit
    edit.stage = .refused
    edit.problem = problem
    try transaction.replace(edit)
  }

  private func queue(_ edit: PendingEdit) throws {
    var edit = edit
    edit.stage = .queued
    edit.wire = nil
    try transaction.replace(edit)
  }

  // MARK: Changes

  /// Applies changes that were requested with the cursor `since`, and stores the cursor after them. False
  /// when the copy has another cursor by now, because another process was faster; then nothing is applied.
  func advance(since: String?, _ page: ChangePage) throws -> Bool {
    var state = try state()
    guard state.since == since else { return false }
    for change in page.changes {
      if let link = change.link {
        try transaction.put(link, in: state.filling)
      } else {
        try transaction.remove(change.id, in: state.filling)
      }
    }
    if state.fresh { state.freshCursor = page.next } else { state.cursor = page.next }
    if !page.more {
      for edit in try transaction.edits(.done) { try transaction.remove(edit: edit.key) }
      if state.fresh { try replaceShown(&state) }
      state.whole = true
    }
    try store(state)
    return true
  }

  /// Begins a new copy. The old one is shown until the new one is complete.
  func startOver() throws {
    var state = try state()
    try transaction.clear(state.shown.other)
    for edit in try transaction.edits() where edit.stage != .refused { try queue(edit) }
    state.fresh = true
    state.freshCursor = nil
    try store(state)
  }

  /// Shows the new set instead of the old one. An id may belong to another link there, and waiting edits were
  /// made on the old set: from now on they name their links by the URLs in the old set.
  private func replaceShown(_ state: inout CopyState) throws {
    var urls: [Int64: String] = [:]
    let edits = try transaction.edits()
    let saves = Set(edits.filter { $0.stage != .refused && $0.edit.target == nil }.map { -$0.key })
    for edit in edits where edit.stage != .refused {
      guard case .id(let id) = edit.edit.target else { continue }
      let known = try serverId(of: id)
      if let url = try urls[known] ?? transaction.link(known, in: state.shown)?.url {
        urls[known] = url
        if case .update(_, let patch) = edit.edit, let changed = patch.url { urls[known] = changed }
        var edit = edit
        edit.edit = edit.edit.about(.url(url))
        try transaction.replace(edit)
      } else if !saves.contains(id) {
        try refuse(edit, Self.unknownLink)
      }
    }
    for (local, id) in try transaction.serverIds() {
      let url = try transaction.link(id, in: state.shown)?.url
      let again = try url.flatMap { try transaction.link(url: $0, in: state.shown.other)?.id }
      try transaction.setServerId(again, of: local)
    }
    try transaction.clear(state.shown)
    state.shown = state.shown.other
    state.cursor = state.freshCursor
    state.fresh = false
    state.freshCursor = nil
  }

  // MARK: Checking

  /// The digest of the shown links with ids in `ids`.
  func digest(_ ids: ClosedRange<Int64>) throws -> CopyDigest {
    var digest = CopyDigest()
    for (id, revision) in try transaction.revisions(in: try state().shown, ids: ids) {
      digest.add(id: id, revision: revision)
    }
    return digest
  }

  /// Replaces the links with ids in `ids` by the server's, and returns how many were wrong. Nil when the
  /// cursor of the copy is not `since` any more.
  func replace(_ ids: ClosedRange<Int64>, by links: [StoredLink], since: String) throws -> Int? {
    let state = try state()
    guard !state.fresh, state.cursor == since else { return nil }
    var own: [Int64: Int64] = [:]
    for (id, revision) in try transaction.revisions(in: state.shown, ids: ids) {
      own[id] = revision
    }
    var wrong = 0
    for link in links {
      if own.removeValue(forKey: link.id) != link.revision { wrong += 1 }
      try transaction.put(link, in: state.shown)
    }
    for id in own.keys { try transaction.remove(id, in: state.shown) }
    return wrong + own.count
  }

  /// Records when the copy was compared with the server's library.
  func markChecked(at seconds: Int64) throws {
    var state = try state()
    state.checkedAt = seconds
    try store(state)
  }

  /// Deletes everything, including the outbox.
  func erase() throws {
    for set in [LinkSet.first, .second] { try transaction.clear(set) }
    for edit in try transaction.edits() { try transaction.remove(edit: edit.key) }
    for (local, _) in try transaction.serverIds() { try transaction.setServerId(nil, of: local) }
    try transaction.setValue(nil, of: Self.stateName)
  }
}
