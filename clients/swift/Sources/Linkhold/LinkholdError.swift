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
  public struct Fault: Sendable, Codable, Hashable {
    /// Where in the request (RFC 6901).
    public var pointer: String?
    public var detail: String?
  }

  /// Stays the same for a kind of problem; the texts are for people and may change.
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

  /// Which operations of a batch it is about: the one that failed, or all that break a rule.
  var operations: Set<Int> {
    if let index { return [index] }
    return Set(
      (errors ?? []).compactMap { fault in  // "/operations/7/link/url"
        let parts = (fault.pointer ?? "").split(separator: "/")
        return parts.count > 1 && parts[0] == "operations" ? Int(parts[1]) : nil
      })
  }
}
