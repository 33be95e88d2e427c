import Linkhold
import SwiftUI

/// The app's list: the library, the edits that the server refused, and whether the server can be reached.
struct LinksView: View {
  let library: LinkholdLibrary

  @Environment(\.scenePhase) private var phase
  @State private var snapshot: LibrarySnapshot?
  @State private var state = SyncState.idle

  var body: some View {
    List {
      ForEach(snapshot?.refused ?? []) { edit in
        Label(edit.problem?.detail ?? "Refused", systemImage: "exclamationmark.triangle")
          .onTapGesture { Task { try await library.dismiss(edit) } }
      }
      ForEach(snapshot?.links ?? []) { link in
        Text(link.title ?? link.url)
          .swipeActions {
            Button("Delete", role: .destructive) { Task { try await library.delete(link.id) } }
          }
      }
    }
    .task {
      do {
        for try await next in library.snapshots() { snapshot = next }
      } catch {
        state = .offline(reason: error.localizedDescription)
      }
    }
    .task { for await next in await library.syncStates { state = next } }
    .task(id: phase) {
      guard phase == .active else { return }
      library.wake()  // shows what the extension saved meanwhile
      try? await library.follow()  // ends with the task; `state` says why when the server refuses
    }
    .overlay(alignment: .bottom) {
      if case .offline = state { Text("Offline").padding() }
    }
  }
}
