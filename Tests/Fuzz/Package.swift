// swift-tools-version: 6.2
import PackageDescription

// Built by Scripts/fuzz, which passes what the fuzzer needs to the compiler and the linker.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "HUSE", path: "../..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        .product(name: "HUSE", package: "HUSE"),
        .product(name: "HUSEData", package: "HUSE"),
        .product(name: "HUSEEncoders", package: "HUSE"),
      ],
      path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
