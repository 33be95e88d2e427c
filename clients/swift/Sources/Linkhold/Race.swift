/// Runs both functions at the same time. The first one that ends, also by an error, cancels the other.
func race(
  _ one: @escaping @Sendable () async throws -> Void,
  _ other: @escaping @Sendable () async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask(operation: one)
    group.addTask(operation: other)
    defer { group.cancelAll() }
    try await group.next()
  }
}
