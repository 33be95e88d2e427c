/// Stores a copy of the library and its outbox. Each call is one transaction: when `work` throws, nothing
/// is changed. Several libraries may use one storage at the same time, from several
/// processes where the storage can be opened there.
public protocol LibraryStorage: Sendable {
  /// Runs `work` on one consistent snapshot. It must not write.
  func read<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value

  /// Runs `work` without other writers; returns after everything is on disk.
  func write<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value
}

/// A storage keeps two sets of links: the one that is shown, and one that is filled while a new
/// copy is made.
public enum LinkSet: Int, Sendable, Codable {
  case first = 0
  case second = 1

  var other: LinkSet { self == .first ? .second : .first }
}

/// A stored link: the members that a storage sorts and searches by, and the whole link in JSON.
public struct StoredLink: Sendable, Hashable {
  public var id: Int64
  public var revision: Int64
  public var url: String
  /// Microseconds since 1970.
  public var createdAt: Int64
  /// As the server sent it, with the members that this version does not know.
  public var json: String

  public init(id: Int64, revision: Int64, url: String, createdAt: Int64, json: String) {
    self.id = id
    self.revision = revision
    self.url = url
    self.createdAt = createdAt
    self.json = json
  }

  /// Its position in the order by time of creation.
  public var place: Place { Place(createdAt: createdAt, id: id) }

  /// A position in the order by time of creation, ties by id.
  public struct Place: Sendable, Hashable, Comparable {
    public var createdAt: Int64
    public var id: Int64

    public static func < (one: Place, other: Place) -> Bool {
      (one.createdAt, one.id) < (other.createdAt, other.id)
    }
  }
}

/// The operations within one transaction of a storage. A storage has no rules of its own: it stores links,
/// edits, ids and named values.
public protocol LibraryTransaction {
  func link(_ id: Int64, in set: LinkSet) throws -> StoredLink?
  /// A link that has exactly this URL.
  func link(url: String, in set: LinkSet) throws -> StoredLink?
  /// Up to `count` links, newest first, that come after `place`.
  func newest(in set: LinkSet, after place: StoredLink.Place?, count: Int) throws -> [StoredLink]
  /// The revisions of the links whose ids are in `ids`, by id.
  func revisions(in set: LinkSet, ids: ClosedRange<Int64>) throws -> [(id: Int64, revision: Int64)]
  func count(in set: LinkSet) throws -> Int
  func put(_ link: StoredLink, in set: LinkSet) throws
  func remove(_ id: Int64, in set: LinkSet) throws
  func clear(_ set: LinkSet) throws

  /// Up to `limit` edits of a stage, or of all when it is nil, oldest first.
  func edits(_ stage: PendingEdit.Stage?, limit: Int) throws -> [PendingEdit]
  func edit(_ key: Int64) throws -> PendingEdit?
  /// Adds an edit, and returns its key, which is greater than every earlier key, also those of removed edits.
  func append(_ edit: LinkEdit, at micros: Int64) throws -> Int64
  func replace(_ edit: PendingEdit) throws
  func remove(edit key: Int64) throws

  /// The id that the server gave to a link that was made on this device.
  func serverId(of local: Int64) throws -> Int64?
  func serverIds() throws -> [(local: Int64, id: Int64)]
  /// Nil removes it.
  func setServerId(_ id: Int64?, of local: Int64) throws

  func value(_ name: String) throws -> String?
  /// Nil removes it.
  func setValue(_ value: String?, of name: String) throws
}

extension LibraryTransaction {
  func edits(_ stage: PendingEdit.Stage? = nil) throws -> [PendingEdit] {
    try edits(stage, limit: .max)
  }
}
