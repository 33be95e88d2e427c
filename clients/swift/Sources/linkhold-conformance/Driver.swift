import Foundation
import Linkhold

/// Executes the suite's commands on one library.
actor Driver {
  private var opened: (library: LinkholdLibrary, storage: SQLiteStorage)?
  private var running: [Int: Task<Void, Never>] = [:]
  private var watching: [Task<Void, Never>] = []

  /// Executes a command. Commands that call the server continue in the background; the others are answered
  /// when this returns.
  func run(_ command: Command) async {
    if ["sync", "follow", "check"].contains(command.name) {
      running[command.id] = Task {
        await answer(command)
        running[command.id] = nil
      }
    } else {
      await answer(command)
      if watching.isEmpty { watchState() }
    }
  }

  private func answer(_ command: Command) async {
    do {
      Output.answer(command.id, ok: try await perform(command))
    } catch let error as Command.Usage {
      Output.answer(command.id, error: "usage", detail: error.detail)
    } catch is CancellationError {
      Output.answer(command.id, error: "cancelled", detail: "The command was cancelled.")
    } catch LinkholdError.tryLater(_, let reason) {
      Output.answer(command.id, error: "try-later", detail: reason)
    } catch LinkholdError.refused(let problem) {
      Output.answer(
        command.id, error: "refused", status: problem.status, detail: problem.title ?? "")
    } catch LinkholdError.unknownLink(let id) {
      Output.answer(command.id, error: "unknown-link", detail: "There is no link \(id).")
    } catch {
      Output.answer(command.id, error: "storage", detail: "\(error)")
    }
  }

  private func perform(_ command: Command) async throws -> [String: any Sendable] {
    if command.name == "open" { return try await open(command) }
    guard let (library, storage) = opened else { throw Command.Usage("\"open\" comes first.") }
    switch command.name {
    case "save": return ["link": try await library.save(try command.draft())]
    case "update": try await library.update(try command.link(), try command.patch())
    case "delete": try await library.delete(try command.link())
    case "list": return ["links": try await library.links(.all).map(Self.json)]
    case "find":
      let link = try await library.link(try command.link())
      return ["link": try link.map(Self.json) ?? NSNull()]
    case "pending":
      let snapshot = try await library.snapshot()
      return ["unsent": snapshot.unsent, "refused": snapshot.refused.map(Self.refusal)]
    case "sync": try await library.sync()
    case "follow": try await library.follow()
    case "check":
      guard let repaired = try await library.check() else {
        throw LinkholdError.tryLater(seconds: 1, reason: "The library could not be compared.")
      }
      return ["repaired": repaired]
    case "cancel": running[try command.required("command", Int.self)]?.cancel()
    case "watch": watch(library)
    case "damage": try await damage(storage, command)
    case "erase": try await library.erase()
    default: throw Command.Usage("There is no command \"\(command.name)\".")
    }
    return [:]
  }

  private func open(_ command: Command) async throws -> [String: any Sendable] {
    guard opened == nil else { throw Command.Usage("The library is open.") }
    guard let server = URL(string: try command.required("server", String.self)) else {
      throw Command.Usage("\"server\" is no address.")
    }
    let token = try command.optional("token", String.self)
    let directory = URL(fileURLWithPath: try command.required("directory", String.self))
    let storage = SQLiteStorage(file: directory.appendingPathComponent("links.sqlite"))
    try await storage.read { _ in }  // so that a file that cannot be read is reported here
    opened = (LinkholdLibrary(server: server, storage: storage) { token }, storage)
    return ["version": LinkholdLibrary.version, "can": ["check", "processes"]]
  }

  private func watchState() {
    guard let (library, _) = opened else { return }
    watching.append(
      Task {
        for await state in await library.syncStates {
          let name =
            switch state {
            case .idle: "idle"
            case .syncing: "syncing"
            case .online: "online"
            case .offline: "offline"
            case .refused: "refused"
            }
          Output.event("state", ["state": name])
        }
      })
  }

  private func watch(_ library: LinkholdLibrary) {
    watching.append(
      Task {
        do {
          for try await snapshot in library.snapshots(.all) {
            Output.event("library", ["count": snapshot.links.count, "unsent": snapshot.unsent])
          }
        } catch {
          FileHandle.standardError.write(Data("watch: \(error)\n".utf8))
        }
      })
  }

  /// Changes the stored links without the library's knowledge.
  private func damage(_ storage: SQLiteStorage, _ command: Command) async throws {
    let removed = try command.optional("remove", [NSNumber].self)?.map(\.int64Value) ?? []
    let changed = try command.optional("change", [NSNumber].self)?.map(\.int64Value) ?? []
    let added = try command.optional("add", [String: Any].self).map(StoredLink.init(object:))
    try await storage.write { transaction in
      let shown = try LibraryCopy(transaction).state().shown
      for id in removed { try transaction.remove(id, in: shown) }
      for id in changed {
        guard let link = try transaction.link(id, in: shown) else { continue }
        var object =
          try JSONSerialization.jsonObject(with: Data(link.json.utf8)) as? [String: Any] ?? [:]
        object["revision"] = link.revision - 1
        object["title"] = "damaged"
        try transaction.put(try StoredLink(object: object), in: shown)
      }
      if let added { try transaction.put(added, in: shown) }
    }
  }

  private static func json(_ link: Link) throws -> any Sendable {
    try JSONSerialization.jsonObject(with: Data(try Wire.text(link).utf8)) as? [String: any Sendable]
      ?? [:]
  }

  private static func refusal(_ edit: PendingEdit) -> [String: any Sendable] {
    let op =
      switch edit.edit {
      case .save: "save"
      case .update: "update"
      case .delete: "delete"
      }
    return [
      "op": op, "status": edit.problem?.status ?? NSNull(), "title": edit.problem?.title ?? NSNull(),
      "faults": (edit.problem?.errors ?? []).map { ["pointer": $0.pointer, "code": $0.code] },
    ]
  }
}
