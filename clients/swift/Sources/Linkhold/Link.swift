import Foundation

/// A saved URL with its title, tags and other members.
public struct Link: Sendable, Codable, Hashable, Identifiable {
  /// Unique within the account. A link that was made on this device and that the server has not seen
  /// has a negative one, which stays valid for edits after the server has given it another.
  public var id: Int64
  /// As it was given when the link was created.
  public var url: String
  public var title: String?
  public var description: String?
  public var note: String?
  /// Read from the page by the server.
  public var imageUrl: String?
  public var iconUrl: String?
  /// In the order in which they were added.
  public var tags: [String]
  public var unread: Bool
  public var archived: Bool
  public var favorite: Bool
  public var shared: Bool
  public var createdAt: Date
  public var updatedAt: Date
  /// The account's change counter when the link last changed; 0 until the server has seen it.
  public var revision: Int64
}

/// A link to be saved. When the link exists already, members that are nil are not changed, and the tags are
/// added to those of the link.
public struct LinkDraft: Sendable, Codable, Hashable {
  public var url: String
  public var title: String?
  public var description: String?
  public var note: String?
  public var tags: [String]?
  public var unread: Bool?
  public var archived: Bool?
  public var favorite: Bool?
  public var shared: Bool?
  /// When the person saved it; the time of the call unless set. Only used when the link is new.
  public var createdAt: Date?

  public init(
    url: String, title: String? = nil, description: String? = nil, note: String? = nil,
    tags: [String]? = nil, unread: Bool? = nil, archived: Bool? = nil, favorite: Bool? = nil,
    shared: Bool? = nil, createdAt: Date? = nil
  ) {
    self.url = url
    self.title = title
    self.description = description
    self.note = note
    self.tags = tags
    self.unread = unread
    self.archived = archived
    self.favorite = favorite
    self.shared = shared
    self.createdAt = createdAt
  }
}

/// Changes of a link. Members that are nil are not changed; an empty text removes the text.
public struct LinkPatch: Sendable, Codable, Hashable {
  public var url: String?
  public var title: String?
  public var description: String?
  public var note: String?
  /// Replaces all tags.
  public var tags: [String]?
  public var addTags: [String]?
  public var removeTags: [String]?
  public var unread: Bool?
  public var archived: Bool?
  public var favorite: Bool?
  public var shared: Bool?

  public init(
    url: String? = nil, title: String? = nil, description: String? = nil, note: String? = nil,
    tags: [String]? = nil, addTags: [String]? = nil, removeTags: [String]? = nil,
    unread: Bool? = nil, archived: Bool? = nil, favorite: Bool? = nil, shared: Bool? = nil
  ) {
    self.url = url
    self.title = title
    self.description = description
    self.note = note
    self.tags = tags
    self.addTags = addTags
    self.removeTags = removeTags
    self.unread = unread
    self.archived = archived
    self.favorite = favorite
    self.shared = shared
  }
}
