import Foundation

#if canImport(SQLite3)
  import SQLite3
#else
  import CSQLite
#endif

/// A value that is bound to a statement.
enum SQLiteValue {
  case integer(Int64)
  case text(String)
  case null

  init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

/// Another connection holds the lock for longer than this one waits.
struct SQLiteBusy: Error {}

/// One connection to a SQLite database, for one thread at a time.
final class SQLiteConnection {
  /// How long SQLite itself waits for a lock; it blocks the thread meanwhile.
  private static let busyMillis: Int32 = 50
  /// Tells SQLite to copy bound values.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private let database: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// A row of a result. Valid until the next row is read.
  struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optional(_ column: Int32) -> String? {
      guard let bytes = sqlite3_column_text(statement, column) else { return nil }
      let count = Int(sqlite3_column_bytes(statement, column))
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func text(_ column: Int32) -> String { optional(column) ?? "" }
  }

  init(path: String) throws {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw LinkholdError.storage("\(path) cannot be opened: \(reason).")
    }
    database = opened
    sqlite3_busy_timeout(database, Self.busyMillis)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(database)
  }

  func run(_ sql: String, _ values: SQLiteValue...) throws {
    try step(sql, values) { _ in }
  }

  func rows<Value>(
    _ sql: String, _ values: SQLiteValue..., read: (Row) throws -> Value
  ) throws -> [Value] {
    var all: [Value] = []
    try step(sql, values) { all.append(try read($0)) }
    return all
  }

  /// How many rows were written since the database was opened.
  var writtenRows: Int64 { sqlite3_total_changes64(database) }

  var lastKey: Int64 { sqlite3_last_insert_rowid(database) }

  /// Undoes the transaction, if there is one.
  func rollBack() {
    if sqlite3_get_autocommit(database) == 0 { try? run("ROLLBACK") }
  }

  private func step(_ sql: String, _ values: [SQLiteValue], _ use: (Row) throws -> Void) throws {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .text(let text):
          sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), Self.transient)
        case .null: sqlite3_bind_null(statement, place)
        }
      guard code == SQLITE_OK else { throw failure(code) }
    }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: try use(Row(statement: statement))
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  private func prepared(_ sql: String) throws -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(database, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code) }
    statements[sql] = statement
    return statement
  }

  private func failure(_ code: Int32) -> any Error {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: SQLiteBusy()
    default: LinkholdError.storage("SQLite: \(String(cString: sqlite3_errmsg(database))).")
    }
  }
}
