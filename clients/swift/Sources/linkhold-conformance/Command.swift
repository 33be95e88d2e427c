import Foundation
import Linkhold

/// A command of the suite, a line of JSON; clients/conformance/README.md has them all.
struct Command: @unchecked Sendable {
  /// The members, which are values of JSON.
  private let members: [String: Any]
  let id: Int
  let name: String

  init(line: String) throws {
    guard
      let members = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let id = members["id"] as? Int
    else { throw Usage("This is no command: \(line)") }
    self.members = members
    self.id = id
    name = members["do"] as? String ?? ""
  }

  struct Usage: Error {
    let detail: String

    init(_ detail: String) { self.detail = detail }
  }

  func optional<Value>(_ member: String, _ type: Value.Type) throws -> Value? {
    guard let value = members[member], !(value is NSNull) else { return nil }
    guard let typed = value as? Value else {
      throw Usage("\"\(member)\" of \"\(name)\" is not right.")
    }
    return typed
  }

  func required<Value>(_ member: String, _ type: Value.Type) throws -> Value {
    guard let value = try optional(member, type) else {
      throw Usage("\"\(name)\" needs \"\(member)\".")
    }
    return value
  }

  /// The id of a link.
  func link() throws -> Int64 { try required("link", NSNumber.self).int64Value }

  func draft() throws -> LinkDraft { try decode("link") }

  /// A patch, in which null removes a text, the tags or a flag.
  func patch() throws -> LinkPatch { try decode("patch") }

  private func decode<Value: Decodable>(_ member: String) throws -> Value {
    var object = try required(member, [String: Any].self)
    for (name, value) in object where value is NSNull {
      switch name {
      case "tags": object[name] = [String]()
      case "unread", "archived", "favorite", "shared": object[name] = false
      default: object[name] = ""
      }
    }
    let json = try JSONSerialization.data(withJSONObject: object)
    do {
      return try Wire.decoder().decode(Value.self, from: json)
    } catch {
      throw Usage("\"\(member)\" of \"\(name)\" is not right: \(error)")
    }
  }
}
