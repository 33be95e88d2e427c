import Linkhold
import UIKit

/// Saves what a person shares from another app. App and extension use one file in the container of their
/// app group; both may write at the same time. Compiles with and without Xcode's setting that
/// code runs on the main actor by default.
final class ShareViewController: UIViewController {
  override func viewDidAppear(_ animated: Bool) {
    super.viewDidAppear(animated)
    Task {
      do {
        try await save()
        extensionContext?.completeRequest(returningItems: nil)
      } catch {
        extensionContext?.cancelRequest(withError: error)
      }
    }
  }

  private func save() async throws {
    guard let url = await sharedURL() else { throw CocoaError(.fileReadUnsupportedScheme) }
    let library = try AppLibrary.open()
    try await library.save(url: url.absoluteString, title: title(of: url))  // on disk from here on

    // Tries to send it for three seconds; otherwise the app sends it.
    let sending = Task { try await library.sync() }
    let limit = Task {
      try await Task.sleep(for: .seconds(3))
      sending.cancel()
    }
    _ = await sending.result
    limit.cancel()
  }

  private var items: [NSExtensionItem] {
    extensionContext?.inputItems.compactMap { $0 as? NSExtensionItem } ?? []
  }

  private func title(of url: URL) -> String? {
    let text = items.first?.attributedContentText?.string
    return text == url.absoluteString ? nil : text
  }

  private func sharedURL() async -> URL? {
    for provider in items.flatMap({ $0.attachments ?? [] })
    where provider.canLoadObject(ofClass: URL.self) {
      let url = await withCheckedContinuation { continuation in
        _ = provider.loadObject(ofClass: URL.self) { url, _ in continuation.resume(returning: url) }
      }
      if let url { return url }
    }
    return nil
  }
}
