import Foundation

/// What a call can end in.
enum SyncError: Error {
  /// The server is away or busy: the same call may be made again after so many seconds.
  case tryLater(seconds: Int)
  /// The server refuses, and trying again would not help: a token that is not valid, for one.
  case refused(status: Int, problem: JSON)
}

/// A JSON value (RFC 8259).
enum JSON: Codable, Equatable, Sendable {
  case null, bool(Bool), int(Int64), double(Double), string(String), array([JSON]), object([String: JSON])

  init(from decoder: Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let int = try? value.decode(Int64.self) {
      self = .int(int)
    } else if let double = try? value.decode(Double.self) {
      self = .double(double)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSON].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSON].self))
    }
  }

  func encode(to encoder: Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let bool): try value.encode(bool)
    case .int(let int): try value.encode(int)
    case .double(let double): try value.encode(double)
    case .string(let string): try value.encode(string)
    case .array(let array): try value.encode(array)
    case .object(let object): try value.encode(object)
    }
  }

  subscript(name: String) -> JSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }
  var string: String? { if case .string(let text) = self { text } else { nil } }
  var int: Int64? { if case .int(let number) = self { number } else { nil } }
  var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  var array: [JSON] { if case .array(let items) = self { items } else { [] } }
}

/// A copy of one account's links that can be read and edited offline, and comes to equal the
/// server's; docs/sync.md tells why nothing is lost. Edits wait in an outbox; `sync` sends them and
/// learns what others did; `listen` tells when there is something to learn.
actor LinkholdSync {

  /// Links by id, and how far the server has told of them.
  private struct Copy: Codable {
    var links: [Int64: JSON] = [:]
    var cursor: String?

    mutating func apply(_ change: JSON) {
      guard let id = change["id"]?.int else { return }
      links[id] = change["link"]
    }
  }

  private enum Stage: String, Codable {
    case queued
    /// Without an answer yet: to be sent again exactly so.
    case sent
    /// To be seen in the copy after the next pull.
    case done
  }

  private struct Edit: Codable {
    let key: UUID
    var operation: [String: JSON]
    var stage = Stage.queued
  }

  private struct State: Codable {
    var copy = Copy()
    /// A copy begun anew, and not whole yet.
    var fresh: Copy?
    var outbox: [Edit] = []
  }

  private static let maxOperations = 1_000
  private static let retrySeconds = 5

  private let server: URL
  private let token: String?
  private let file: URL
  private let rejected: @Sendable (_ operation: JSON, _ problem: JSON) -> Void
  private let session: URLSession
  private var state: State
  private var syncing: Task<Void, Error>?

  /// - Parameters:
  ///   - token: none in open mode
  ///   - file: where the copy is kept; an app with many links keeps it in SQLite instead, and makes
  ///     each `store` one transaction
  ///   - rejected: told of an edit that the server refuses for good, and why (RFC 9457)
  init(
    server: URL, token: String?, file: URL,
    rejected: @escaping @Sendable (_ operation: JSON, _ problem: JSON) -> Void = { _, _ in }
  ) throws {
    self.server = server
    self.token = token
    self.file = file
    self.rejected = rejected
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 30  // twice the time between heartbeats
    session = URLSession(configuration: configuration)
    if FileManager.default.fileExists(atPath: file.path) {
      state = try JSONDecoder().decode(State.self, from: Data(contentsOf: file))
    } else {
      state = State()
    }
  }

  /// The links as the server last told of them, by id.
  var links: [Int64: JSON] { state.copy.links }

  /// The edits that `links` does not show yet, oldest first.
  var pending: [JSON] { state.outbox.map { .object($0.operation) } }

  /// Saves a link: its URL, and whatever else there is to say of it.
  func save(url: String, fields: [String: JSON] = [:]) throws {
    try edit(["op": .string("save"), "link": .object(fields.merging(["url": .string(url)]) { $1 })])
  }

  /// Changes a link, as the members of `patch` say.
  func update(id: Int64, patch: [String: JSON]) throws {
    try edit(["op": .string("update"), "id": .int(id), "patch": .object(patch)])
  }

  /// Deletes a link.
  func delete(id: Int64) throws {
    try edit(["op": .string("delete"), "id": .int(id)])
  }

  private func edit(_ operation: [String: JSON]) throws {
    state.outbox.append(Edit(key: UUID(), operation: operation))
    try store()
  }

  /// Sends what was edited and learns what changed. After `SyncError.tryLater` nothing is lost, and
  /// nothing happens twice. A call during another one waits for that one's end, and then syncs.
  func sync() async throws {
    let before = syncing
    let now = Task {
      _ = await before?.result
      try await pull()  // first: so no edit by id reaches an account that was restored or made anew
      if try await push() { try await pull() }
    }
    syncing = now
    try await now.value
  }

  /// Sends the outbox; whether there was anything to send.
  private func push() async throws -> Bool {
    var most = Self.maxOperations
    while true {
      var batch = state.outbox.filter { $0.stage == .sent }
      if batch.isEmpty { batch = Array(state.outbox.filter { $0.stage == .queued }.prefix(most)) }
      if batch.isEmpty { return state.outbox.contains { $0.stage == .done } }
      mark(batch, .sent)
      try store()
      let operations = JSON.array(batch.map { .object($0.operation) })
      let answer = try await call("POST", "/v1/batch", body: .object(["operations": operations]))
      if answer.status == 200 {
        mark(batch, .done)
        try store()
        continue
      }
      let tooLarge = answer.status == 413
      if tooLarge { most = max(1, batch.count / 2) }
      let refused =
        tooLarge && batch.count == 1 ? batch : failedIndexes(answer.json).map { batch[$0] }
      if refused.isEmpty && !tooLarge {
        throw SyncError.refused(status: answer.status, problem: answer.json)
      }
      mark(batch, .queued)
      drop(refused)
      try store()
      for edit in refused { rejected(.object(edit.operation), answer.json) }
    }
  }

  private func drop(_ edits: [Edit]) {
    let keys = Set(edits.map(\.key))
    state.outbox.removeAll { keys.contains($0.key) }
  }

  private func mark(_ batch: [Edit], _ stage: Stage) {
    let keys = Set(batch.map(\.key))
    for index in state.outbox.indices where keys.contains(state.outbox[index].key) {
      state.outbox[index].stage = stage
    }
  }

  /// Which operations a problem is about: the one that failed, or all that break a rule.
  private func failedIndexes(_ problem: JSON) -> Set<Int> {
    if let index = problem["index"]?.int { return [Int(index)] }
    let pointers = problem["errors"]?.array.compactMap { $0["pointer"]?.string } ?? []
    return Set(
      pointers.compactMap { pointer in  // "/operations/7/link/url"
        let parts = pointer.split(separator: "/")
        return parts.count > 1 ? Int(parts[1]) : nil
      })
  }

  /// Brings the copy up to the server's state.
  private func pull() async throws {
    while true {
      var building = state.fresh ?? state.copy
      var query = [URLQueryItem(name: "limit", value: "500")]
      if let cursor = building.cursor { query.append(URLQueryItem(name: "since", value: cursor)) }
      let answer = try await call("GET", "/v1/changes", query: query)
      switch answer.status {
      case 200:
        for change in answer.json["changes"]?.array ?? [] { building.apply(change) }
        building.cursor = answer.json["next"]?.string
        let whole = answer.json["more"]?.bool == false
        let lost = whole ? replace(by: building) : []
        if !whole && state.fresh != nil { state.fresh = building }
        if !whole && state.fresh == nil { state.copy = building }
        try store()
        let problem = JSON.object(["title": .string("The link is not known.")])
        for edit in lost { rejected(.object(edit.operation), problem) }
        if whole { return }
      case 410:
        state.fresh = Copy()
        mark(state.outbox, .queued)
        try store()
      default:
        throw SyncError.refused(status: answer.status, problem: answer.json)
      }
    }
  }

  /// Shows `building` from now on. Where it was begun anew ids may mean other links than in the copy
  /// that people saw while they edited, so edits name theirs by its URL; those whose link is not
  /// known any more are returned, and wait no longer.
  private func replace(by building: Copy) -> [Edit] {
    state.outbox.removeAll { $0.stage == .done }
    var lost: [Edit] = []
    if state.fresh != nil {
      for index in state.outbox.indices {
        guard let id = state.outbox[index].operation["id"]?.int else { continue }
        if let url = state.copy.links[id]?["url"] {
          state.outbox[index].operation["id"] = nil
          state.outbox[index].operation["url"] = url
        } else {
          lost.append(state.outbox[index])
        }
      }
      drop(lost)
    }
    state.copy = building
    state.fresh = nil
    return lost
  }

  /// Calls `changed`, at once, whenever there is something to learn by `sync`, until the stream
  /// ends: then it is time to sync and listen again.
  func listen(changed: @Sendable () async throws -> Void) async throws {
    guard let cursor = state.copy.cursor else { return }
    var request = request("GET", "/v1/changes")
    request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
    request.setValue(cursor, forHTTPHeaderField: "Last-Event-ID")
    do {
      let (bytes, response) = try await session.bytes(for: request)
      guard let http = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
      if http.statusCode != 200 { throw failure(http, JSON.object([:])) }
      for try await line in bytes.lines where ["event: change", "event: expired"].contains(line) {
        try await changed()
      }
    } catch is URLError {
      throw SyncError.tryLater(seconds: Self.retrySeconds)
    }
  }

  private func call(
    _ method: String, _ path: String, query: [URLQueryItem] = [], body: JSON? = nil
  ) async throws -> (status: Int, json: JSON) {
    var request = request(method, path, query: query)
    if let body {
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = try JSONEncoder().encode(body)
    }
    do {
      let (data, response) = try await session.data(for: request)
      guard let http = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
      // What is no JSON is no answer of the server's: a proxy answered by itself.
      let json = try? JSONDecoder().decode(JSON.self, from: data)
      if http.statusCode == 429 || http.statusCode >= 500 { throw failure(http, .null) }
      if http.statusCode < 300 && json == nil { throw URLError(.cannotParseResponse) }
      return (http.statusCode, json ?? .object([:]))
    } catch is URLError {
      throw SyncError.tryLater(seconds: Self.retrySeconds)
    }
  }

  /// What an answer other than 200 means for whoever wants to listen, or for any call.
  private func failure(_ answer: HTTPURLResponse, _ problem: JSON) -> SyncError {
    if answer.statusCode != 429 && answer.statusCode < 500 {
      return .refused(status: answer.statusCode, problem: problem)
    }
    let seconds = answer.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) }
    return .tryLater(seconds: seconds ?? Self.retrySeconds)
  }

  private func request(_ method: String, _ path: String, query: [URLQueryItem] = []) -> URLRequest {
    var address = URLComponents(
      url: server.appendingPathComponent(path), resolvingAgainstBaseURL: false)!
    if !query.isEmpty { address.queryItems = query }
    var request = URLRequest(url: address.url!)
    request.httpMethod = method
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    return request
  }

  private func store() throws {
    try JSONEncoder().encode(state).write(to: file, options: .atomic)
  }
}
