import Foundation

/// Which links of a library to show, newest first.
public struct LinkQuery: Sendable, Hashable {
  /// Each word is in the title, the URL, a text or a tag, without regard to case or accents.
  public var text: String
  public var tag: String?
  public var unread: Bool?
  public var archived: Bool?
  public var favorite: Bool?
  /// How many at most.
  public var limit: Int

  /// Without arguments, what is not archived.
  public init(
    text: String = "", tag: String? = nil, unread: Bool? = nil, archived: Bool? = false,
    favorite: Bool? = nil, limit: Int = 200
  ) {
    self.text = text
    self.tag = tag
    self.unread = unread
    self.archived = archived
    self.favorite = favorite
    self.limit = limit
  }

  /// Every link.
  public static let all = LinkQuery(archived: nil, limit: .max)

  func matches(_ link: Link) -> Bool {
    func agrees(_ wanted: Bool?, _ flag: Bool) -> Bool { wanted.map { $0 == flag } ?? true }
    func contains(_ text: String, _ word: some StringProtocol) -> Bool {
      text.range(of: word, options: [.caseInsensitive, .diacriticInsensitive]) != nil
    }
    return agrees(unread, link.unread) && agrees(archived, link.archived)
      && agrees(favorite, link.favorite)
      && (tag.map { tag in link.tags.contains { $0.caseInsensitiveCompare(tag) == .orderedSame } }
        ?? true)
      && text.split(whereSeparator: \.isWhitespace).allSatisfy { word in
        ([link.url] + [link.title, link.description, link.note].compactMap { $0 } + link.tags)
          .contains { contains($0, word) }
      }
  }
}

/// The content of a library at one moment.
public struct LibrarySnapshot: Sendable, Hashable {
  /// Links with the edits of the outbox applied, newest first.
  public var links: [Link]
  /// How many edits the server has not confirmed yet.
  public var unsent: Int
  /// Edits that the server refused, with the reason, until the app dismisses them.
  public var refused: [PendingEdit]
  /// Whether the whole library was copied at least once.
  public var whole: Bool
}

/// Whether a library is syncing with the server, and why not.
public enum SyncState: Sendable, Hashable {
  case idle
  case syncing
  /// Up to date, and receiving every change at once.
  case online
  /// The server cannot be reached; `follow` tries again.
  case offline(reason: String)
  /// The server refuses this device: the token was revoked, for example.
  case refused(Problem)
}
