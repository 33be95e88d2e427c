import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Writes answers and events, a line of JSON each.
enum Output {
  private static let lock = NSLock()

  static func answer(_ id: Int, ok: [String: any Sendable]) { write(["id": id, "ok": ok]) }

  static func answer(
    _ id: Int, error kind: String, status: Int? = nil, detail: String
  ) {
    var error: [String: any Sendable] = ["kind": kind, "detail": detail]
    error["status"] = status
    write(["id": id, "error": error])
  }

  static func event(_ name: String, _ members: [String: any Sendable]) {
    write(members.merging(["event": name]) { $1 })
  }

  private static func write(_ object: [String: any Sendable]) {
    guard let json = try? JSONSerialization.data(withJSONObject: object) else { return }
    lock.withLock { FileHandle.standardOutput.write(json + Data("\n".utf8)) }
  }
}
