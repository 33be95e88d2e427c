// swift-tools-version:6.0

import PackageDescription

let package = Package(
  name: "use-client",
  dependencies: [.package(path: "client")],
  targets: [
    .executableTarget(name: "use-client", dependencies: [.product(name: "LinkholdGenerated", package: "client")])
  ],
  swiftLanguageModes: [.v6]
)
