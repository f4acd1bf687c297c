// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "TrainOnFeatures",
  dependencies: [.package(name: "HUSE", path: "../..")],
  targets: [
    .executableTarget(
      name: "TrainOnFeatures", dependencies: [.product(name: "HUSEModel", package: "HUSE")])
  ],
  swiftLanguageModes: [.v6]
)
