import Foundation

/// The link that an edit changes.
public enum LinkTarget: Sendable, Hashable {
  case id(Int64)
  case url(String)
}

/// An edit, in the form of an operation of `POST /v1/batch`.
public enum LinkEdit: Sendable, Hashable {
  case save(LinkDraft)
  case update(LinkTarget, LinkPatch)
  case delete(LinkTarget)

  /// The link that it changes; nil for a save, which names its link by the URL of the draft.
  var target: LinkTarget? {
    switch self {
    case .save: nil
    case .update(let target, _), .delete(let target): target
    }
  }

  func about(_ target: LinkTarget) -> LinkEdit {
    switch self {
    case .save: self
    case .update(_, let patch): .update(target, patch)
    case .delete: .delete(target)
    }
  }
}

extension LinkEdit: Codable {
  private enum Key: String, CodingKey { case op, id, url, link, patch }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    func target() throws -> LinkTarget {
      if let id = try members.decodeIfPresent(Int64.self, forKey: .id) { return .id(id) }
      return .url(try members.decode(String.self, forKey: .url))
    }
    switch try members.decode(String.self, forKey: .op) {
    case "save": self = .save(try members.decode(LinkDraft.self, forKey: .link))
    case "update":
      self = .update(try target(), try members.decode(LinkPatch.self, forKey: .patch))
    case "delete": self = .delete(try target())
    case let op:
      throw DecodingError.dataCorruptedError(
        forKey: .op, in: members, debugDescription: "There is no operation \"\(op)\".")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    switch target {
    case .id(let id): try members.encode(id, forKey: .id)
    case .url(let url): try members.encode(url, forKey: .url)
    case nil: break
    }
    switch self {
    case .save(let draft):
      try members.encode("save", forKey: .op)
      try members.encode(draft, forKey: .link)
    case .update(_, let patch):
      try members.encode("update", forKey: .op)
      try members.encode(patch, forKey: .patch)
    case .delete: try members.encode("delete", forKey: .op)
    }
  }
}

/// An edit in the outbox.
public struct PendingEdit: Sendable, Hashable, Identifiable {
  public enum Stage: Int, Sendable {
    case queued = 0
    /// Sent, without a response yet: it is repeated with the same `wire`.
    case sent = 1
    /// Applied by the server; the copy has it after the next sync.
    case done = 2
    /// The server refused it for good; kept until the app dismisses it.
    case refused = 3
  }

  /// Greater for each new edit, and never reused. A link that a save creates has `-key` as its id until the
  /// server gives it another.
  public let key: Int64
  public var edit: LinkEdit
  /// When the person made it.
  public let at: Date
  public var stage: Stage
  /// The operation as it was sent, in JSON.
  public var wire: String?
  /// Why it was refused.
  public var problem: Problem?

  public var id: Int64 { key }

  public init(
    key: Int64, edit: LinkEdit, at: Date, stage: Stage = .queued, wire: String? = nil,
    problem: Problem? = nil
  ) {
    self.key = key
    self.edit = edit
    self.at = at
    self.stage = stage
    self.wire = wire
    self.problem = problem
  }
}
