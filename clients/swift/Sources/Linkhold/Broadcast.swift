import Foundation

/// Sends values to all its streams.
final class Broadcast<Value: Sendable>: Sendable {
  private let readers = Readers<Value>()

  /// A reader that is slower than the values gets the latest one, unless `policy` says otherwise.
  func stream(
    startingWith first: Value? = nil,
    policy: AsyncStream<Value>.Continuation.BufferingPolicy = .bufferingNewest(1)
  ) -> AsyncStream<Value> {
    let (stream, continuation) = AsyncStream<Value>.makeStream(bufferingPolicy: policy)
    let key = UUID()
    readers.change { $0[key] = continuation }
    continuation.onTermination = { [readers] _ in readers.change { $0[key] = nil } }
    if let first { continuation.yield(first) }
    return stream
  }

  func send(_ value: Value) {
    for reader in readers.change({ Array($0.values) }) { reader.yield(value) }
  }

  deinit {
    for reader in readers.change({ Array($0.values) }) { reader.finish() }
  }
}

private final class Readers<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var continuations: [UUID: AsyncStream<Value>.Continuation] = [:]

  func change<Result>(
    _ work: (inout [UUID: AsyncStream<Value>.Continuation]) -> Result
  ) -> Result {
    lock.withLock { work(&continuations) }
  }
}
