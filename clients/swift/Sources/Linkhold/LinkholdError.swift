import Foundation

/// Why a call failed; cancellation is a `CancellationError`.
public enum LinkholdError: Error, Sendable, Equatable {
  /// The server is unreachable or busy. The same call may be repeated after `seconds`; nothing is lost,
  /// and nothing happens twice.
  case tryLater(seconds: Int, reason: String)
  /// The server refuses, and a retry does not help: the token is not valid, for example.
  case refused(Problem)
  /// Neither this device nor the server has a link of this id.
  case unknownLink(Int64)
  /// The file cannot be read or written.
  case storage(String)
}

/// A problem as the server describes it (RFC 9457).
public struct Problem: Sendable, Codable, Hashable {
  /// One fault of a request.
  public struct Fault: Sendable, Codable, Hashable {
    /// Where in the request, or in the edit that is refused (RFC 6901).
    public var pointer: String?
    public var detail: String?
    /// Identifies the kind of fault, for apps with messages of their own.
    public var code: String?

    /// The index of the operation in its batch: 7 for "/operations/7/link/url".
    var operation: Int? {
      let parts = (pointer ?? "").split(separator: "/")
      return parts.count > 1 && parts[0] == "operations" ? Int(parts[1]) : nil
    }
  }

  /// Identifies the kind of problem; the texts are for people and may change.
  public var type: String?
  public var title: String?
  public var status: Int?
  public var detail: String?
  /// Which operation of a batch failed.
  public var index: Int?
  public var errors: [Fault]?

  public init(
    type: String? = nil, title: String? = nil, status: Int? = nil, detail: String? = nil,
    index: Int? = nil, errors: [Fault]? = nil
  ) {
    self.type = type
    self.title = title
    self.status = status
    self.detail = detail
    self.index = index
    self.errors = errors
  }

  /// The indexes of the refused operations of a batch: the one that failed, or all that break a rule.
  var operations: Set<Int> {
    if let index { return [index] }
    return Set((errors ?? []).compactMap(\.operation))
  }

  /// The problem of one operation of a batch: only its faults, with pointers relative to it.
  func about(_ operation: Int) -> Problem {
    var problem = self
    problem.errors = errors?.filter { $0.operation == operation }.map { fault in
      var fault = fault
      fault.pointer = fault.pointer.map { String($0.dropFirst("/operations/\(operation)".count)) }
      return fault
    }
    return problem
  }
}
