// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "EmbedInYourApp",
  dependencies: [.package(name: "HUSE", path: "../..")],
  targets: [
    .executableTarget(
      name: "EmbedInYourApp", dependencies: [.product(name: "HUSE", package: "HUSE")])
  ],
  swiftLanguageModes: [.v6]
)
