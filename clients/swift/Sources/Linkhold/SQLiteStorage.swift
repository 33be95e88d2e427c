import Foundation

/// Keeps the copy and the outbox in a SQLite file. An app and its extensions may use one file at the
/// same time; on Apple platforms it lies in the container of their app group. No lock is held longer
/// than a transaction takes, so the system does not end an app that it suspends.
public actor SQLiteStorage: LibraryStorage {
  private static let version: Int64 = 1
  private static let schema = [
    """
    CREATE TABLE link (part INTEGER NOT NULL, id INTEGER NOT NULL, revision INTEGER NOT NULL,
      created INTEGER NOT NULL, url TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (part, id))
    """,
    "CREATE INDEX link_created ON link (part, created, id)",
    "CREATE INDEX link_url ON link (part, url)",
    """
    CREATE TABLE edit (key INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL,
      at INTEGER NOT NULL, stage INTEGER NOT NULL, wire TEXT, problem TEXT)
    """,
    "CREATE TABLE server_id (local INTEGER PRIMARY KEY, id INTEGER NOT NULL)",
    "CREATE TABLE value (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
  ]

  /// How long a transaction waits for those of other processes.
  private static let patience: Duration = .seconds(10)
  private static let pause: Duration = .milliseconds(20)
  /// A transaction of more rows makes the checkpoint itself, so that no later edit has to.
  private static let manyRows: Int64 = 100

  private let file: URL
  private var opened: SQLiteConnection?

  /// The file is opened at the first call, and created when it does not exist.
  public init(file: URL) {
    self.file = file
  }

  public func read<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value {
    try await run("BEGIN", work)
  }

  public func write<Value: Sendable>(
    _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value {
    try await run("BEGIN IMMEDIATE", work)
  }

  private func run<Value: Sendable>(
    _ begin: String, _ work: @Sendable (any LibraryTransaction) throws -> Value
  ) async throws -> Value {
    let end = ContinuousClock.now + Self.patience
    while true {
      try Task.checkCancellation()
      do {
        let connection = try connection()
        let before = connection.writtenRows
        let value = try Self.run(begin, connection) { try work(SQLiteTransaction($0)) }
        if connection.writtenRows - before > Self.manyRows {
          _ = try? connection.rows("PRAGMA wal_checkpoint(PASSIVE)") { $0.integer(0) }
        }
        return value
      } catch is SQLiteBusy {
        guard ContinuousClock.now < end else {
          throw LinkholdError.storage("\(file.path) is locked by another process.")
        }
        try await Task.sleep(for: Self.pause)
      }
    }
  }

  private static func run<Value>(
    _ begin: String, _ connection: SQLiteConnection, _ work: (SQLiteConnection) throws -> Value
  ) throws -> Value {
    do {
      try connection.run(begin)
      let value = try work(connection)
      try connection.run("COMMIT")
      return value
    } catch {
      connection.rollBack()
      throw error
    }
  }

  private func connection() throws -> SQLiteConnection {
    if let opened { return opened }
    let connection = try SQLiteConnection(path: file.path)
    _ = try connection.rows("PRAGMA journal_mode = WAL") { $0.text(0) }
    try connection.run("PRAGMA synchronous = FULL")
    try Self.run("BEGIN IMMEDIATE", connection) { connection in
      switch try connection.rows("PRAGMA user_version", read: { $0.integer(0) }).first {
      case Self.version: break
      case 0:
        for statement in Self.schema { try connection.run(statement) }
        try connection.run("PRAGMA user_version = \(Self.version)")
      default:
        throw LinkholdError.storage("\(file.path) was written by a newer version of this package.")
      }
    }
    opened = connection
    return connection
  }
}

private struct SQLiteTransaction: LibraryTransaction {
  private static let columns = "id, revision, url, created, json"
  private static let editColumns = "key, operation, at, stage, wire, problem"

  private let connection: SQLiteConnection

  init(_ connection: SQLiteConnection) {
    self.connection = connection
  }

  private static func link(_ row: SQLiteConnection.Row) -> StoredLink {
    StoredLink(
      id: row.integer(0), revision: row.integer(1), url: row.text(2), createdAt: row.integer(3),
      json: row.text(4))
  }

  private static func edit(_ row: SQLiteConnection.Row) throws -> PendingEdit {
    PendingEdit(
      key: row.integer(0), edit: try Wire.value(LinkEdit.self, row.text(1)),
      at: Timestamp.date(row.integer(2)),
      stage: PendingEdit.Stage(rawValue: Int(row.integer(3))) ?? .queued,
      wire: row.optional(4), problem: try row.optional(5).map { try Wire.value(Problem.self, $0) })
  }

  func link(_ id: Int64, in set: LinkSet) throws -> StoredLink? {
    try connection.rows(
      "SELECT \(Self.columns) FROM link WHERE part = ? AND id = ?", set.value, .integer(id),
      read: Self.link
    ).first
  }

  func link(url: String, in set: LinkSet) throws -> StoredLink? {
    try connection.rows(
      "SELECT \(Self.columns) FROM link WHERE part = ? AND url = ? LIMIT 1", set.value, .text(url),
      read: Self.link
    ).first
  }

  func newest(in set: LinkSet, after place: StoredLink.Place?, count: Int) throws -> [StoredLink] {
    let place = place ?? StoredLink.Place(createdAt: .max, id: .max)
    return try connection.rows(
      """
      SELECT \(Self.columns) FROM link WHERE part = ? AND (created, id) < (?, ?)
      ORDER BY created DESC, id DESC LIMIT ?
      """,
      set.value, .integer(place.createdAt), .integer(place.id), .integer(Int64(count)),
      read: Self.link)
  }

  func revisions(
    in set: LinkSet, ids: ClosedRange<Int64>
  ) throws -> [(id: Int64, revision: Int64)] {
    try connection.rows(
      "SELECT id, revision FROM link WHERE part = ? AND id BETWEEN ? AND ? ORDER BY id",
      set.value, .integer(ids.lowerBound), .integer(ids.upperBound)
    ) { ($0.integer(0), $0.integer(1)) }
  }

  func count(in set: LinkSet) throws -> Int {
    let counts = try connection.rows(
      "SELECT count(*) FROM link WHERE part = ?", set.value
    ) { Int($0.integer(0)) }
    return counts[0]
  }

  func put(_ link: StoredLink, in set: LinkSet) throws {
    try connection.run(
      """
      INSERT OR REPLACE INTO link (part, id, revision, created, url, json)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      set.value, .integer(link.id), .integer(link.revision), .integer(link.createdAt),
      .text(link.url), .text(link.json))
  }

  func remove(_ id: Int64, in set: LinkSet) throws {
    try connection.run("DELETE FROM link WHERE part = ? AND id = ?", set.value, .integer(id))
  }

  func clear(_ set: LinkSet) throws {
    try connection.run("DELETE FROM link WHERE part = ?", set.value)
  }

  func edits(_ stage: PendingEdit.Stage?, limit: Int) throws -> [PendingEdit] {
    try connection.rows(
      "SELECT \(Self.editColumns) FROM edit WHERE stage = coalesce(?, stage) ORDER BY key LIMIT ?",
      stage.map { .integer(Int64($0.rawValue)) } ?? .null, .integer(Int64(limit)), read: Self.edit)
  }

  func edit(_ key: Int64) throws -> PendingEdit? {
    try connection.rows(
      "SELECT \(Self.editColumns) FROM edit WHERE key = ?", .integer(key), read: Self.edit
    ).first
  }

  func append(_ edit: LinkEdit, at micros: Int64) throws -> Int64 {
    try connection.run(
      "INSERT INTO edit (operation, at, stage) VALUES (?, ?, ?)", .text(try Wire.text(edit)),
      .integer(micros), .integer(Int64(PendingEdit.Stage.queued.rawValue)))
    return connection.lastKey
  }

  func replace(_ edit: PendingEdit) throws {
    try connection.run(
      "UPDATE edit SET operation = ?, stage = ?, wire = ?, problem = ? WHERE key = ?",
      .text(try Wire.text(edit.edit)), .integer(Int64(edit.stage.rawValue)),
      SQLiteValue(edit.wire), SQLiteValue(try edit.problem.map { try Wire.text($0) }),
      .integer(edit.key))
  }

  func remove(edit key: Int64) throws {
    try connection.run("DELETE FROM edit WHERE key = ?", .integer(key))
  }

  func serverId(of local: Int64) throws -> Int64? {
    try connection.rows("SELECT id FROM server_id WHERE local = ?", .integer(local)) {
      $0.integer(0)
    }.first
  }

  func serverIds() throws -> [(local: Int64, id: Int64)] {
    try connection.rows("SELECT local, id FROM server_id") { ($0.integer(0), $0.integer(1)) }
  }

  func setServerId(_ id: Int64?, of local: Int64) throws {
    if let id {
      try connection.run(
        "INSERT OR REPLACE INTO server_id (local, id) VALUES (?, ?)", .integer(local), .integer(id))
    } else {
      try connection.run("DELETE FROM server_id WHERE local = ?", .integer(local))
    }
  }

  func value(_ name: String) throws -> String? {
    try connection.rows("SELECT value FROM value WHERE name = ?", .text(name)) { $0.text(0) }.first
  }

  func setValue(_ value: String?, of name: String) throws {
    if let value {
      try connection.run(
        "INSERT OR REPLACE INTO value (name, value) VALUES (?, ?)", .text(name), .text(value))
    } else {
      try connection.run("DELETE FROM value WHERE name = ?", .text(name))
    }
  }
}

extension LinkSet {
  fileprivate var value: SQLiteValue { .integer(Int64(rawValue)) }
}
