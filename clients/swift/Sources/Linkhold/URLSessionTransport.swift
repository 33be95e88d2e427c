import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends requests by a `URLSession` of its own, which keeps neither cookies nor responses.
public final class URLSessionTransport: Transport {
  private let session: URLSession
  private let receiver = Receiver()

  /// - Parameter configuration: of the session; `URLSessionConfiguration.ephemeral` unless given
  public init(configuration: URLSessionConfiguration = .ephemeral) {
    configuration.urlCache = nil
    configuration.httpShouldSetCookies = false
    session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
  }

  deinit {
    session.invalidateAndCancel()
  }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    var converted = URLRequest(url: request.url, timeoutInterval: request.timeout)
    converted.httpMethod = request.method
    converted.httpBody = request.body
    for (name, value) in request.headers { converted.setValue(value, forHTTPHeaderField: name) }
    let task = session.dataTask(with: converted)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { head in
        receiver.expect(task, head)
        task.resume()
      }
    } onCancel: {
      task.cancel()
    }
  }
}

/// Passes on what arrives to the task that waits for it.
private final class Receiver: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private typealias Head = CheckedContinuation<HTTPResponse, any Error>
  private typealias Body = AsyncThrowingStream<Data, any Error>.Continuation

  private enum Expected {
    case head(Head)
    case body(Body)
  }

  private let lock = NSLock()
  private var expected: [Int: Expected] = [:]

  func expect(_ task: URLSessionTask, _ head: CheckedContinuation<HTTPResponse, any Error>) {
    lock.withLock { expected[task.taskIdentifier] = .head(head) }
  }

  func urlSession(
    _ session: URLSession, dataTask task: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard let response = response as? HTTPURLResponse else {
      completionHandler(.cancel)
      return
    }
    let (stream, body) = AsyncThrowingStream<Data, any Error>.makeStream()
    body.onTermination = { _ in task.cancel() }
    let waiting = lock.withLock {
      let waiting = expected[task.taskIdentifier]
      expected[task.taskIdentifier] = .body(body)
      return waiting
    }
    var headers: [String: String] = [:]
    for case (let name as String, let value as String) in response.allHeaderFields {
      headers[name.lowercased()] = value
    }
    if case .head(let head) = waiting {
      head.resume(
        returning: HTTPResponse(status: response.statusCode, headers: headers, body: stream))
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask task: URLSessionDataTask, didReceive data: Data) {
    if case .body(let body) = lock.withLock({ expected[task.taskIdentifier] }) { body.yield(data) }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    switch lock.withLock({ expected.removeValue(forKey: task.taskIdentifier) }) {
    case .head(let head): head.resume(throwing: error ?? URLError(.badServerResponse))
    case .body(let body): body.finish(throwing: error)
    case nil: break
    }
  }
}
