import Foundation

/// The calls of the server that a library needs. Each throws `LinkholdError`, or `CancellationError`.
struct LinkholdServer: Sendable {
  private static let retrySeconds = 5
  private static let timeout: TimeInterval = 30
  /// Three heartbeats of a stream of events.
  private static let silence: TimeInterval = 45
  private static let linesPerStep = 500

  let address: URL
  let transport: any Transport
  let token: @Sendable () async throws -> String?

  /// The result of a request for changes.
  enum Pulled: Sendable {
    case done
    /// The server does not know the cursor any more.
    case expired
  }

  /// Passes the next changes after `since` to `apply`, in one step or several, until it returns false.
  func changes(
    since: String?, allAtOnce: Bool, _ apply: (ChangePage) async throws -> Bool
  ) async throws -> Pulled {
    var query = since.map { [URLQueryItem(name: "since", value: $0)] } ?? []
    if !allAtOnce { query.append(URLQueryItem(name: "limit", value: "1000")) }
    // An older server answers with a page.
    let accepted = allAtOnce ? "application/x-ndjson, application/json;q=0.5" : "application/json"
    return try await call("GET", "v1/changes", query, accept: accepted) { response in
      if response.status == 410 { return .expired }
      try await requireSuccess(response)
      if response.headers["content-type"]?.hasPrefix("application/x-ndjson") == true {
        try await lines(response, apply)
      } else {
        _ = try await apply(try ChangePage(json: try await response.data()))
      }
      return .done
    }
  }

  private struct Stopped: Error {}

  private func lines(
    _ response: HTTPResponse, _ apply: (ChangePage) async throws -> Bool
  ) async throws {
    var page = ChangePage(changes: [], next: "", more: true)
    func step() async throws {
      guard try await apply(page) else { throw Stopped() }
      page.changes = []
    }
    do {
      try await response.forEachLine { line in
        let (change, next, more) = try ChangePage.line(line)
        page.next = next
        if let change { page.changes.append(change) }
        page.more = more ?? true
        if more != nil || page.changes.count == Self.linesPerStep { try await step() }
      }
    } catch is Stopped {
      return
    } catch {
      // Complete lines are applied, also when the connection broke.
      if !page.changes.isEmpty && !Task.isCancelled { _ = try await apply(page) }
      throw error
    }
    if !page.changes.isEmpty { _ = try await apply(page) }
    if page.more { throw URLError(.networkConnectionLost) }
  }

  /// The result of a batch.
  enum Sent: Sendable {
    /// Applied; the ids of the links that the operations created or changed.
    case done([Int64?])
    case tooLarge(Problem)
    /// These operations were refused, so that none was applied.
    case refused(Set<Int>, Problem)
  }

  func send(_ operations: [String]) async throws -> Sent {
    struct Results: Decodable {
      struct Result: Decodable {
        struct Linked: Decodable { let id: Int64 }
        let id: Int64?
        let link: Linked?
      }
      let results: [Result]
    }
    let body = "{\"operations\":[" + operations.joined(separator: ",") + "]}"
    return try await call("POST", "v1/batch", body: Data(body.utf8)) { response in
      if (200..<300).contains(response.status) {
        let results = try JSONDecoder().decode(Results.self, from: try await response.data())
        guard results.results.count == operations.count else { throw URLError(.badServerResponse) }
        return .done(results.results.map { $0.id ?? $0.link?.id })
      }
      let problem = try await problem(response)
      if response.status == 413 { return .tooLarge(problem) }
      let refused = problem.operations.filter(operations.indices.contains)
      if refused.isEmpty { throw LinkholdError.refused(problem) }
      return .refused(refused, problem)
    }
  }

  /// The digest of the links of the library with ids from `from` to `to`.
  struct Part: Sendable, Decodable {
    let from: Int64
    let to: Int64
    let count: Int
    let digest: String
  }

  /// Digests of the library, or of the links with ids in `ids`. Nil when they cannot be compared: there are
  /// changes after `since`, or the server is too old.
  func digests(since: String, ids: ClosedRange<Int64>? = nil) async throws -> [Part]? {
    struct Digests: Decodable {
      let current: Bool
      let parts: [Part]
    }
    return try await checking("digest", since, ids) { json in
      let digests = try JSONDecoder().decode(Digests.self, from: json)
      return digests.current ? digests.parts : nil
    }
  }

  /// The links with ids in `ids`, in the order of their ids; they are complete up to the id `to`.
  func links(
    since: String, ids: ClosedRange<Int64>
  ) async throws -> (to: Int64, links: [StoredLink])? {
    let limit = URLQueryItem(name: "limit", value: "1000")
    return try await checking("range", since, ids, limit) { json in
      guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any],
        let to = (object["to"] as? NSNumber)?.int64Value,
        let links = object["links"] as? [[String: Any]], ids.contains(to)
      else { throw URLError(.cannotParseResponse) }
      return (to, try links.map(StoredLink.init(object:)))
    }
  }

  private func checking<Value: Sendable>(
    _ what: String, _ since: String, _ ids: ClosedRange<Int64>?, _ limit: URLQueryItem? = nil,
    _ read: (Data) throws -> Value?
  ) async throws -> Value? {
    var query = [URLQueryItem(name: "since", value: since)]
    if let ids {
      query.append(URLQueryItem(name: "from", value: String(ids.lowerBound)))
      query.append(URLQueryItem(name: "to", value: String(ids.upperBound)))
    }
    if let limit { query.append(limit) }
    return try await call("GET", "v1/changes/\(what)", query) { response in
      if [404, 410].contains(response.status) { return nil }
      try await requireSuccess(response)
      return try read(try await response.data())
    }
  }

  /// Calls `handle` with each event that comes after `cursor`, until the stream ends.
  func events(after cursor: String, _ handle: (Event) async throws -> Void) async throws {
    try await call(
      "GET", "v1/changes", accept: "text/event-stream", lastEvent: cursor, timeout: Self.silence
    ) { response in
      try await requireSuccess(response)
      try await handle(.opened)
      try await response.forEachLine { line in
        switch String(decoding: line, as: UTF8.self) {
        case "event: change", "event: expired": try await handle(.changed)
        default: break
        }
      }
    }
  }

  enum Event: Sendable {
    case opened
    /// The server has changes for a sync to receive.
    case changed
  }

  private func call<Value>(
    _ method: String, _ path: String, _ query: [URLQueryItem] = [],
    accept: String = "application/json", lastEvent: String? = nil, timeout: TimeInterval = timeout,
    body: Data? = nil, _ use: (HTTPResponse) async throws -> Value
  ) async throws -> Value {
    var components = URLComponents(
      url: address.appendingPathComponent(path), resolvingAgainstBaseURL: false)
    if !query.isEmpty { components?.queryItems = query }
    guard let url = components?.url else {
      throw LinkholdError.refused(Problem(title: "\(address) is not an address."))
    }
    var headers = ["Accept": accept]
    if let token = try await token() { headers["Authorization"] = "Bearer \(token)" }
    if let lastEvent { headers["Last-Event-ID"] = lastEvent }
    if body != nil { headers["Content-Type"] = "application/json" }
    let request = HTTPRequest(
      method: method, url: url, headers: headers, body: body, timeout: timeout)
    do {
      let response = try await transport.send(request)
      if response.status == 429 || response.status >= 500 {
        let seconds = response.headers["retry-after"].flatMap { Int($0) }
        throw LinkholdError.tryLater(
          seconds: max(1, seconds ?? Self.retrySeconds), reason: "Status \(response.status).")
      }
      return try await use(response)
    } catch let error as LinkholdError {
      throw error
    } catch {
      try Task.checkCancellation()
      // Also a response that is not JSON, such as the answer of a proxy.
      throw LinkholdError.tryLater(seconds: Self.retrySeconds, reason: error.localizedDescription)
    }
  }

  private func requireSuccess(_ response: HTTPResponse) async throws {
    if response.status != 200 { throw LinkholdError.refused(try await problem(response)) }
  }

  private func problem(_ response: HTTPResponse) async throws -> Problem {
    let body = try await response.data()
    var problem = (try? JSONDecoder().decode(Problem.self, from: body)) ?? Problem()
    problem.status = problem.status ?? response.status
    return problem
  }
}

extension ChangePage {
  /// Reads a page of `GET /v1/changes`.
  init(json: Data) throws {
    guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any],
      let changes = object["changes"] as? [[String: Any]], let next = object["next"] as? String,
      let more = object["more"] as? Bool
    else { throw URLError(.cannotParseResponse) }
    self.init(changes: try changes.map(Change.init(object:)), next: next, more: more)
  }

  /// Reads a line of a stream: a change, or in the last line whether there is more.
  static func line(_ json: Data) throws -> (change: Change?, next: String, more: Bool?) {
    guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any],
      let next = object["next"] as? String
    else { throw URLError(.cannotParseResponse) }
    let change = object["id"] == nil ? nil : try Change(object: object)
    return (change, next, object["more"] as? Bool)
  }
}

extension Change {
  init(object: [String: Any]) throws {
    guard let id = (object["id"] as? NSNumber)?.int64Value else {
      throw URLError(.cannotParseResponse)
    }
    guard let link = object["link"] as? [String: Any] else {
      self.init(id: id, link: nil)
      return
    }
    self.init(id: id, link: try StoredLink(object: link))
  }
}

extension StoredLink {
  /// Reads a link as the server sends it.
  package init(object: [String: Any]) throws {
    guard let id = (object["id"] as? NSNumber)?.int64Value,
      let revision = (object["revision"] as? NSNumber)?.int64Value,
      let url = object["url"] as? String, let created = object["createdAt"] as? String,
      let createdAt = Timestamp.micros(created)
    else { throw URLError(.cannotParseResponse) }
    let json = try JSONSerialization.data(
      withJSONObject: object, options: [.withoutEscapingSlashes, .sortedKeys])
    self.init(
      id: id, revision: revision, url: url, createdAt: createdAt,
      json: String(decoding: json, as: UTF8.self))
  }
}
