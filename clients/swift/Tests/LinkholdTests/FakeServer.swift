import Foundation

@testable import Linkhold

/// An account of a server in memory, as far as the client uses it, with failures that tests choose.
actor FakeServer: Transport {
  typealias Object = [String: any Sendable]

  private struct Row: Sendable {
    var id: Int64
    var revision: Int64
    /// Nil: deleted.
    var link: Object?
  }

  private var epoch = 1
  private var revision: Int64 = 0
  private var rows: [Int64: Row] = [:]
  private(set) var requests: [HTTPRequest] = []
  private var fault: @Sendable (HTTPRequest) async throws -> HTTPResponse? = { _ in nil }
  private var lostResponses = 0
  private var linesUntilBreak = Int.max

  /// A value that `fault` returns or throws replaces the server's response, and the server does not see the
  /// request.
  func fail(_ fault: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse?) {
    self.fault = fault
  }

  /// Loses the next responses to batches, after the server has applied them.
  func loseResponses(_ count: Int) { lostResponses = count }

  /// Breaks streams after this many lines.
  func breakLines(after count: Int) { linesUntilBreak = count }

  /// Restores the account in another order, so that ids and revisions change.
  func restore() {
    let links = rows.values.sorted { $0.id > $1.id }.compactMap(\.link)
    epoch += 1
    revision = 100
    rows = [:]
    for link in links { _ = save(link) }
  }

  var links: [Object] { rows.values.sorted { $0.id < $1.id }.compactMap(\.link) }

  func link(_ url: String) -> Object? { links.first { $0["url"] as? String == url } }

  @discardableResult
  func save(_ draft: Object) -> Int64 {
    revision += 1
    let url = draft["url"] as? String ?? ""
    let same = rows.values.first { $0.link?["url"] as? String == url }
    let id = same?.id ?? revision
    var link: Object =
      same?.link ?? [
        "id": id, "url": url, "title": String?.none, "tags": [String](), "unread": false,
        "archived": false, "favorite": false, "shared": false,
        "createdAt": "2026-11-01T00:00:00.000000Z", "futureMember": "kept",
      ]
    for (name, value) in draft where !["id", "revision"].contains(name) { link[name] = value }
    put(id, link)
    return id
  }

  func delete(_ id: Int64) {
    revision += 1
    rows[id] = Row(id: id, revision: revision, link: nil)
  }

  private func put(_ id: Int64, _ link: Object) {
    var link = link
    link["id"] = id
    link["revision"] = revision
    link["updatedAt"] = "2026-11-02T00:00:00.000000Z"
    rows[id] = Row(id: id, revision: revision, link: link)
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    requests.append(request)
    if let response = try await fault(request) { return response }
    switch (request.method, request.url.path) {
    case ("GET", "/v1/changes"): return changes(request)
    case ("GET", "/v1/changes/digest"): return digest(request)
    case ("GET", "/v1/changes/range"): return range(request)
    case ("POST", "/v1/batch"): return try batch(request)
    default: return Self.response(404, ["status": 404])
    }
  }

  private func parameter(_ name: String, of request: HTTPRequest) -> Int64? {
    let query = URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems ?? []
    return query.first { $0.name == name }.flatMap { Int64($0.value ?? "") }
  }

  private func digest(_ request: HTTPRequest) -> HTTPResponse {
    let from = parameter("from", of: request) ?? 1
    let to = parameter("to", of: request) ?? rows.keys.max() ?? 0
    var parts: [Object] = []
    let size = max(1, (to - from) / 64 + 1)
    for start in stride(from: from, through: to, by: Int(size)) {
      let end = min(to, start + size - 1)
      var digest = CopyDigest()
      for row in rows.values where row.link != nil && (start...end).contains(row.id) {
        digest.add(id: row.id, revision: row.revision)
      }
      parts.append(["from": start, "to": end, "count": digest.count, "digest": digest.text])
    }
    return Self.response(200, ["revision": revision, "current": true, "parts": parts])
  }

  private func range(_ request: HTTPRequest) -> HTTPResponse {
    let from = parameter("from", of: request) ?? 1
    let to = parameter("to", of: request) ?? 1
    let links = rows.values.filter { (from...to).contains($0.id) }.sorted { $0.id < $1.id }
    return Self.response(200, ["from": from, "to": to, "links": links.compactMap(\.link)])
  }

  private func changes(_ request: HTTPRequest) -> HTTPResponse {
    let query = URLComponents(url: request.url, resolvingAgainstBaseURL: false)?.queryItems ?? []
    let since = query.first { $0.name == "since" }?.value?.split(separator: ".").map { Int64($0)! }
    if let since, since[0] != epoch { return Self.response(410, ["status": 410]) }
    let limit = query.first { $0.name == "limit" }.flatMap { Int($0.value ?? "") } ?? .max
    let all = rows.values.filter { $0.revision > since?[1] ?? 0 }
      .filter { since != nil || $0.link != nil }.sorted { $0.revision < $1.revision }
    let page = Array(all.prefix(limit))
    let next = "\(epoch).\(page.last?.revision ?? max(revision, since?[1] ?? 0))"
    func change(_ row: Row) -> Object {
      var change: Object = ["id": row.id, "revision": row.revision]
      if let link = row.link { change["link"] = link } else { change["deleted"] = true }
      return change
    }
    guard request.headers["Accept"]?.hasPrefix("application/x-ndjson") == true else {
      return Self.response(
        200, ["changes": page.map(change), "next": next, "more": page.count < all.count])
    }
    var lines = page.map { row in
      var line = change(row)
      line["next"] = "\(epoch).\(row.revision)"
      return Self.json(line)
    }
    lines.append(Self.json(["next": next, "more": false]))
    let broken = lines.count > linesUntilBreak
    let text = lines.prefix(linesUntilBreak).joined(separator: "\n") + (broken ? "\n{\"id\":" : "\n")
    let (body, continuation) = AsyncThrowingStream<Data, any Error>.makeStream()
    for piece in stride(from: 0, to: text.utf8.count, by: 1_000) {
      continuation.yield(Data(text.utf8.dropFirst(piece).prefix(1_000)))
    }
    continuation.finish(throwing: broken ? URLError(.networkConnectionLost) : nil)
    return HTTPResponse(
      status: 200, headers: ["content-type": "application/x-ndjson"], body: body)
  }

  private func batch(_ request: HTTPRequest) throws -> HTTPResponse {
    struct Body: Decodable { let operations: [LinkEdit] }
    let body = try Wire.decoder().decode(Body.self, from: request.body ?? Data())
    let before = (revision, rows)
    var results: [Object] = []
    for (index, operation) in body.operations.enumerated() {
      func object(_ value: some Encodable) throws -> Object {
        let json = Data(try Wire.text(value).utf8)
        let object = try JSONSerialization.jsonObject(with: json)
        return object as? Object ?? [:]
      }
      let id: Int64? =
        switch operation.target {
        case .id(let id): rows[id] == nil ? nil : id
        case .url(let url): rows.values.first { $0.link?["url"] as? String == url }?.id
        case nil: nil
        }
      switch operation {
      case .save(let draft) where draft.url.hasPrefix("javascript:"):
        (revision, rows) = before
        return Self.response(
          400, ["status": 400, "errors": [["pointer": "/operations/\(index)/link/url"]]])
      case .save(let draft): results.append(["id": save(try object(draft))])
      case .update(_, let patch):
        guard let id, var link = rows[id]?.link else {
          (revision, rows) = before
          return Self.response(404, ["status": 404, "index": index])
        }
        for (name, value) in try object(patch) { link[name] = value }
        revision += 1
        put(id, link)
        results.append(["id": id])
      case .delete:
        guard let id else {
          (revision, rows) = before
          return Self.response(404, ["status": 404, "index": index])
        }
        delete(id)
        results.append(["id": id])
      }
    }
    if lostResponses > 0 {
      lostResponses -= 1
      throw URLError(.networkConnectionLost)
    }
    return Self.response(200, ["results": results, "revision": revision])
  }

  static func json(_ object: Object) -> String {
    let data = try? JSONSerialization.data(withJSONObject: object)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  static func response(
    _ status: Int, _ object: Object, _ headers: [String: String] = [:]
  ) -> HTTPResponse {
    let (body, continuation) = AsyncThrowingStream<Data, any Error>.makeStream()
    continuation.yield(Data(json(object).utf8))
    continuation.finish()
    return HTTPResponse(status: status, headers: headers, body: body)
  }
}
