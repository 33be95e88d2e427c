import Foundation

/// Keeps a copy of one account's links that can be read and edited offline, and brings it up to date with the
/// server; docs/sync.md explains why nothing is lost. Edits wait in an outbox until `sync` sends them. `follow`
/// does so at once, and receives the changes of other devices. Several libraries may use one storage, in
/// several processes: an app and its share extension, for example.
public actor LinkholdLibrary {
  /// The version of this package.
  public static let version = "0.1.0"

  private static let linksPerRead = 200
  private static let maxPause = 60.0

  private let storage: any LibraryStorage
  private let server: LinkholdServer
  private let synchronizer: Synchronizer
  private let lease: SyncLease

  private var state = SyncState.idle
  private let states = Broadcast<SyncState>()
  private let changes = Broadcast<Void>()
  private let syncRequests = Broadcast<Void>()

  /// - Parameters:
  ///   - server: the address of the server, with its path if it has one
  ///   - storage: of this account alone
  ///   - checkInterval: seconds between two checks of the copy, which `sync` makes
  ///   - token: called before each request, so that an app can renew a token that expires; nil in open
  ///     mode
  public init(
    server: URL, storage: any LibraryStorage, transport: any Transport = URLSessionTransport(),
    checkInterval: TimeInterval = 7 * 24 * 60 * 60,
    token: @escaping @Sendable () async throws -> String?
  ) {
    self.storage = storage
    self.server = LinkholdServer(address: server, transport: transport, token: token)
    let changes = changes
    synchronizer = Synchronizer(
      storage: storage, server: self.server, checkInterval: checkInterval
    ) { changes.send(()) }
    lease = SyncLease(storage)
  }

  /// A library in a SQLite file of this account alone.
  public init(server: URL, token: String?, file: URL) {
    self.init(server: server, storage: SQLiteStorage(file: file)) { token }
  }

  // MARK: Reading

  /// Links with the edits of the outbox applied, newest first.
  public func links(_ query: LinkQuery = LinkQuery()) async throws -> [Link] {
    try await snapshot(query).links
  }

  /// The link of this id; also of a negative one that was replaced by the server's.
  public func link(_ id: Int64) async throws -> Link? {
    try await storage.read { try LinkOverlay(LibraryCopy($0)).link(id) }
  }

  /// The link that has exactly this URL.
  public func link(url: String) async throws -> Link? {
    try await storage.read { try LinkOverlay(LibraryCopy($0)).link(url: url) }
  }

  /// The edits of the outbox that were not refused, oldest first: the copy does not have them yet.
  public func pending() async throws -> [PendingEdit] {
    try await storage.read { try $0.edits() }.filter { $0.stage != .refused }
  }

  /// Edits that the server refused, oldest first.
  public func refused() async throws -> [PendingEdit] {
    try await storage.read { try $0.edits(.refused) }
  }

  /// Removes a refused edit, after the person has seen it.
  public func dismiss(_ edit: PendingEdit) async throws {
    try await storage.write { transaction in
      if try transaction.edit(edit.key)?.stage == .refused {
        try transaction.remove(edit: edit.key)
      }
    }
    changes.send(())
  }

  public func snapshot(_ query: LinkQuery = LinkQuery()) async throws -> LibrarySnapshot {
    try await storage.read { transaction in
      let copy = LibraryCopy(transaction)
      let edits = try transaction.edits()
      return LibrarySnapshot(
        links: try Self.links(query, copy),
        unsent: edits.filter { $0.stage == .queued || $0.stage == .sent }.count,
        refused: edits.filter { $0.stage == .refused }, whole: try copy.state().whole)
    }
  }

  private static func links(_ query: LinkQuery, _ copy: LibraryCopy) throws -> [Link] {
    let set = try copy.state().shown
    let overlay = try LinkOverlay(copy)
    let changed = overlay.links.values.compactMap { $0 }.filter(query.matches)
    var links: [Link] = []
    var place: StoredLink.Place?
    repeat {
      let page = try copy.transaction.newest(in: set, after: place, count: linksPerRead)
      links += try page.filter { overlay.links[$0.id] == nil }.map(overlay.decoded)
        .filter(query.matches)
      place = page.count < linksPerRead ? nil : page.last?.place
    } while place != nil && links.count < query.limit
    links = (links + changed).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    return Array(links.prefix(query.limit))
  }

  /// The content of the library, now and after each change. A reader that is slower than the changes
  /// gets the latest one.
  public nonisolated func snapshots(
    _ query: LinkQuery = LinkQuery()
  ) -> AsyncThrowingStream<LibrarySnapshot, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let reading = Task {
        do {
          let changes = changes.stream()
          continuation.yield(try await snapshot(query))
          for await _ in changes { continuation.yield(try await snapshot(query)) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in reading.cancel() }
    }
  }

  /// Whether this library is syncing with the server, and why not; now and after each change.
  public var syncStates: AsyncStream<SyncState> {
    states.stream(startingWith: state, policy: .unbounded)
  }

  /// Whether this library is syncing with the server at the moment, and why not.
  public var syncState: SyncState { state }

  // MARK: Editing

  /// Saves a link, also offline, and returns the id that it has until the server gives it another. A link
  /// that exists already is changed as the draft says.
  @discardableResult
  public func save(_ draft: LinkDraft) async throws -> Int64 {
    var draft = draft
    // When the person saved it, not when the server receives it.
    draft.createdAt = draft.createdAt ?? Timestamp.date(Timestamp.micros(Date()))
    return -(try await edit(.save(draft)))
  }

  /// Saves a link of this URL.
  @discardableResult
  public func save(url: String, title: String? = nil, tags: [String]? = nil) async throws -> Int64 {
    try await save(LinkDraft(url: url, title: title, tags: tags))
  }

  /// Changes a link. Throws `LinkholdError.unknownLink` when a link that was made on this device was
  /// refused or erased.
  public func update(_ id: Int64, _ patch: LinkPatch) async throws {
    try await edit(.update(.id(id), patch))
  }

  /// Deletes a link.
  public func delete(_ id: Int64) async throws {
    try await edit(.delete(.id(id)))
  }

  @discardableResult
  private func edit(_ edit: LinkEdit) async throws -> Int64 {
    let key = try await storage.write {
      try LibraryCopy($0).add(edit, at: Timestamp.micros(Date()))
    }
    changes.send(())
    syncRequests.send(())
    return key
  }

  // MARK: Syncing

  /// Sends the edits of the outbox, and receives the server's changes. Only one library syncs a storage at a
  /// time; another waits. Throws `LinkholdError`, or `CancellationError` at once when the task is cancelled;
  /// nothing is lost, and nothing happens twice.
  public func sync() async throws {
    do {
      try await lease.hold { try await self.syncWithLease() }
      if state != .online { setState(.idle) }
    } catch {
      setState(after: error)
      throw error
    }
  }

  private func syncWithLease() async throws {
    if state == .idle { setState(.syncing) }
    try await synchronizer.sync()
  }

  /// Compares the copy with the server's library, fetches the links that differ, and returns how many were
  /// wrong. Nil when the library changed during each try, or the server is too old to compare. `sync` does
  /// this once a week by itself.
  @discardableResult
  public func check() async throws -> Int? {
    let (wrong, result) = AsyncStream<Int?>.makeStream()
    let synchronizer = synchronizer
    try await lease.hold { result.yield(try await synchronizer.check()) }
    result.finish()
    for await count in wrong { return count }
    return nil
  }

  /// Keeps the copy up to date until the task is cancelled or the server refuses: sends each edit at once,
  /// receives others' changes, and tries again with growing pauses while the server is away. Throws
  /// `LinkholdError.refused`, `LinkholdError.storage` or `CancellationError`.
  public func follow() async throws {
    defer { if state == .online { setState(.idle) } }
    var pause = 1.0
    while true {
      do {
        try await sync()
        pause = 1
        try await listen()
      } catch LinkholdError.tryLater(let seconds, let reason) {
        setState(.offline(reason: reason))
        try await pauseOrRequest(max(pause, seconds > 5 ? Double(seconds) : 0) * Double.random(in: 0.75...1))
        pause = min(pause * 2, Self.maxPause)
      }
    }
  }

  /// Ends a pause of `follow`: call it when the app comes to the foreground or the network is back.
  /// It also shows what an extension has saved meanwhile.
  public nonisolated func wake() {
    changes.send(())
    syncRequests.send(())
  }

  /// Syncs after each edit of this device or another one, until the connection breaks.
  private func listen() async throws {
    let state = try await storage.read { try LibraryCopy($0).state() }
    guard let cursor = state.cursor else { return }
    let syncRequests = syncRequests.stream()
    try await race {
      try await self.server.events(after: cursor) { event in
        switch event {
        case .opened: await self.setState(.online)
        case .changed: self.syncRequests.send(())  // a stream, so that several lead to one sync
        }
      }
      throw LinkholdError.tryLater(seconds: 1, reason: "The stream of changes ended.")
    } _: {
      for await _ in syncRequests { try await self.sync() }
    }
  }

  private func pauseOrRequest(_ seconds: Double) async throws {
    let syncRequests = syncRequests.stream()
    try await race {
      try await Task.sleep(for: .seconds(seconds))
    } _: {
      for await _ in syncRequests { return }
    }
    try Task.checkCancellation()
  }

  /// Deletes the copy and the outbox, for example when a person signs out.
  public func erase() async throws {
    try await lease.hold { try await self.storage.write { try LibraryCopy($0).erase() } }
    changes.send(())
  }

  private func setState(after error: any Error) {
    switch error {
    case LinkholdError.tryLater(_, let reason): setState(.offline(reason: reason))
    case LinkholdError.refused(let problem): setState(.refused(problem))
    default: setState(.idle)
    }
  }

  private func setState(_ new: SyncState) {
    if new == state { return }
    state = new
    states.send(new)
  }
}
