// swift-tools-version: 6.0

import PackageDescription

let package = Package(
  name: "Linkhold",
  platforms: [.iOS(.v16), .macOS(.v13), .tvOS(.v16), .watchOS(.v9), .visionOS(.v1)],
  products: [.library(name: "Linkhold", targets: ["Linkhold"])],
  targets: [
    .target(
      name: "Linkhold",
      dependencies: [.target(name: "CSQLite", condition: .when(platforms: [.linux]))]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .executableTarget(name: "linkhold-conformance", dependencies: ["Linkhold"]),
    .testTarget(name: "LinkholdTests", dependencies: ["Linkhold"]),
  ],
  swiftLanguageModes: [.v6]
)
