import Foundation

/// How requests reach the server: `URLSessionTransport`, or one of a test or of an app with its own HTTP
/// client.
public protocol Transport: Sendable {
  /// Sends a request; returns when status and headers of the response have arrived. Throws any error when
  /// there is no response, and ends at once when the task is cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

public struct HTTPRequest: Sendable {
  public var method: String
  public var url: URL
  public var headers: [String: String]
  public var body: Data?
  /// The request fails when nothing arrives for this time.
  public var timeout: TimeInterval
}

public struct HTTPResponse: Sendable {
  public var status: Int
  /// By names in lower case.
  public var headers: [String: String]
  /// The pieces in which the body arrives, decompressed. Throws when the connection breaks.
  public var body: AsyncThrowingStream<Data, any Error>

  public init(
    status: Int, headers: [String: String], body: AsyncThrowingStream<Data, any Error>
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  func data() async throws -> Data {
    var data = Data()
    for try await piece in body { data += piece }
    try Task.checkCancellation()  // a stream ends without an error then
    return data
  }

  /// Calls `use` with each complete line of the body.
  func forEachLine(_ use: (Data) async throws -> Void) async throws {
    var rest = Data()
    for try await piece in body {
      rest += piece
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = rest[rest.startIndex..<end]
        rest = rest[(end + 1)...]
        try await use(line)
      }
      rest = Data(rest)
    }
    try Task.checkCancellation()
  }
}
