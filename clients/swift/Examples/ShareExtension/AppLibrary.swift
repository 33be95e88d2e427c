import Foundation
import Linkhold

/// Opens the library that the app and its share extension share; this file belongs to both targets.
enum AppLibrary {
  static let group = "group.example.links"

  static func open() throws -> LinkholdLibrary {
    guard
      let container = FileManager.default
        .containerURL(forSecurityApplicationGroupIdentifier: group)
    else { throw CocoaError(.fileNoSuchFile) }
    // An app keeps its token in the keychain, shared by the same group.
    let token = UserDefaults(suiteName: group)?.string(forKey: "token")
    return LinkholdLibrary(
      server: URL(string: "https://links.example")!, token: token,
      file: container.appendingPathComponent("links.sqlite"))
  }
}
