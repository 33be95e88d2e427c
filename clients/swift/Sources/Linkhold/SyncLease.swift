import Foundation

/// Lets one library at a time sync a storage, also of several processes: a late request of one could
/// otherwise undo what another has sent since. It is a value in the storage that expires unless its holder
/// renews it. A lock would not do, since a process may be suspended or ended at any time.
struct SyncLease: Sendable {
  private static let name = "syncing"
  private static let duration: TimeInterval = 10
  private static let renewal: Duration = .seconds(3)
  private static let pause: Duration = .milliseconds(50)

  private struct Holder: Codable {
    var owner: UUID
    var process: Int32
    var until: Date
  }

  private struct Lost: Error {}

  let storage: any LibraryStorage
  private let owner = UUID()

  init(_ storage: any LibraryStorage) {
    self.storage = storage
  }

  /// Waits for the lease and runs `work` with it; `work` is cancelled when the lease is lost.
  func hold(_ work: @escaping @Sendable () async throws -> Void) async throws {
    while try await !take() { try await Task.sleep(for: Self.pause) }
    let result = await Task.result {
      try await race(work) {
        while true {
          try await Task.sleep(for: Self.renewal)
          guard try await take() else { throw Lost() }
        }
      }
    }
    // Also when this task is cancelled.
    await Task { try? await release() }.value
    do {
      try result.get()
    } catch is Lost {
      throw LinkholdError.tryLater(seconds: 1, reason: "Another process has begun to sync.")
    }
  }

  /// Takes or renews the lease; false while another library holds it.
  private func take() async throws -> Bool {
    let owner = owner
    return try await storage.write { transaction in
      let now = Date()
      if let text = try transaction.value(Self.name),
        let holder = try? Wire.value(Holder.self, text),
        holder.owner != owner, holder.until > now,
        holder.until < now.addingTimeInterval(2 * Self.duration),  // else the clock was set back
        Owners.mayLive(holder.owner, process: holder.process)
      {
        return false
      }
      Owners.add(owner)
      let holder = Holder(
        owner: owner, process: getpid(), until: now.addingTimeInterval(Self.duration))
      try transaction.setValue(try Wire.text(holder), of: Self.name)
      return true
    }
  }

  private func release() async throws {
    let owner = owner
    Owners.remove(owner)
    try await storage.write { transaction in
      if let text = try transaction.value(Self.name),
        (try? Wire.value(Holder.self, text))?.owner == owner
      {
        try transaction.setValue(nil, of: Self.name)
      }
    }
  }
}

/// The holders of leases in this process.
private enum Owners {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var owners: Set<UUID> = []

  static func add(_ owner: UUID) { lock.withLock { _ = owners.insert(owner) } }

  static func remove(_ owner: UUID) { lock.withLock { _ = owners.remove(owner) } }

  /// False only when the process that took a lease has ended.
  static func mayLive(_ owner: UUID, process: Int32) -> Bool {
    if process == getpid() { return lock.withLock { owners.contains(owner) } }
    return kill(process, 0) == 0 || errno != ESRCH
  }
}

extension Task where Failure == any Error {
  fileprivate static func result(
    _ work: @Sendable () async throws -> Success
  ) async -> Result<Success, any Error> {
    do { return .success(try await work()) } catch { return .failure(error) }
  }
}
