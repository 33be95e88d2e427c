import Foundation

/// The links that edits of the outbox change, with these edits applied.
struct LinkOverlay {
  private let copy: LibraryCopy
  private let set: LinkSet
  private let decoder = Wire.decoder()
  /// The changed links by their server's id, or by the local id while there is none; nil: deleted.
  private(set) var links: [Int64: Link?] = [:]
  /// The ids of the links that saves created or changed, by the ids that the saves returned.
  private var found: [Int64: Int64] = [:]

  init(_ copy: LibraryCopy) throws {
    self.copy = copy
    set = try copy.state().shown
    for edit in try copy.transaction.edits() where edit.stage != .refused { try apply(edit) }
  }

  /// The link with the edits of the outbox applied.
  func link(_ id: Int64) throws -> Link? {
    let id = try found[id] ?? copy.serverId(of: id)
    if let changed = links[id] { return changed }
    return try copy.transaction.link(id, in: set).map(decoded)
  }

  func link(url: String) throws -> Link? {
    if let changed = links.values.first(where: { $0?.url == url }) { return changed }
    guard let stored = try copy.transaction.link(url: url, in: set), links[stored.id] == nil else {
      return nil
    }
    return try decoded(stored)
  }

  func decoded(_ stored: StoredLink) throws -> Link {
    try decoder.decode(Link.self, from: Data(stored.json.utf8))
  }

  private mutating func apply(_ edit: PendingEdit) throws {
    switch edit.edit {
    case .save(let draft):
      let local = try copy.serverId(of: -edit.key)
      if let same = try link(url: draft.url) ?? (local > 0 ? link(local) : nil) {
        links[same.id] = .some(same.merged(draft))
        found[-edit.key] = same.id
      } else {
        let deleted = try copy.transaction.link(url: draft.url, in: set)?.id
        let id = deleted.flatMap { links[$0] == .some(nil) ? $0 : nil } ?? local
        links[id] = .some(Link(id: id, draft, at: edit.at))
        found[-edit.key] = id
      }
    case .update(let target, let patch):
      if let link = try find(target) { links[link.id] = .some(link.patched(patch)) }
    case .delete(let target):
      if let link = try find(target) { links[link.id] = .some(nil) }
    }
  }

  private func find(_ target: LinkTarget) throws -> Link? {
    switch target {
    case .id(let id): try link(id)
    case .url(let url): try link(url: url)
    }
  }
}

extension Link {
  fileprivate init(id: Int64, _ draft: LinkDraft, at: Date) {
    self.init(
      id: id, url: draft.url, title: draft.title.text, description: draft.description.text,
      note: draft.note.text, tags: [].union(draft.tags ?? []), unread: draft.unread ?? false,
      archived: draft.archived ?? false, favorite: draft.favorite ?? false,
      shared: draft.shared ?? false, createdAt: draft.createdAt ?? at, updatedAt: at, revision: 0)
  }

  fileprivate func merged(_ draft: LinkDraft) -> Link {
    patched(
      LinkPatch(
        title: draft.title, description: draft.description, note: draft.note, addTags: draft.tags,
        unread: draft.unread, archived: draft.archived, favorite: draft.favorite,
        shared: draft.shared))
  }

  fileprivate func patched(_ patch: LinkPatch) -> Link {
    var link = self
    link.url = patch.url ?? url
    if let title = patch.title { link.title = .some(title).text }
    if let description = patch.description { link.description = .some(description).text }
    if let note = patch.note { link.note = .some(note).text }
    link.tags = (patch.tags.map { [].union($0) } ?? tags)
      .without(patch.removeTags ?? []).union(patch.addTags ?? [])
    link.unread = patch.unread ?? unread
    link.archived = patch.archived ?? archived
    link.favorite = patch.favorite ?? favorite
    link.shared = patch.shared ?? shared
    return link
  }
}

extension String? {
  /// Nil for an empty text.
  fileprivate var text: String? { self == "" ? nil : self }
}

extension [String] {
  /// Tags are compared without regard to case.
  private static func key(_ tag: String) -> String {
    tag.uppercased().lowercased().precomposedStringWithCanonicalMapping
  }

  fileprivate func union(_ more: [String]) -> [String] {
    var keys = Set(map(Self.key))
    return self + more.filter { keys.insert(Self.key($0)).inserted }
  }

  fileprivate func without(_ fewer: [String]) -> [String] {
    let keys = Set(fewer.map(Self.key))
    return filter { !keys.contains(Self.key($0)) }
  }
}
