// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "HUSE",
  products: [
    .library(name: "HUSE", targets: ["HUSE"]),
    .library(name: "HUSEModel", targets: ["HUSEModel"]),
    .library(name: "HUSEData", targets: ["HUSEData"]),
    .library(name: "HUSELosses", targets: ["HUSELosses"]),
    .library(name: "HUSEEncoders", targets: ["HUSEEncoders"]),
    .library(name: "HUSEExport", targets: ["HUSEExport"]),
    .library(name: "HUSEReport", targets: ["HUSEReport"]),
    .library(name: "HUSEPostgres", targets: ["HUSEPostgres"]),
    .library(name: "HUSEDistributed", targets: ["HUSEDistributed"]),
    .executable(name: "huse", targets: ["HUSECommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CGD", providers: [.apt(["libgd-dev"])]),
    .systemLibrary(name: "CHeif", providers: [.apt(["libheif-dev"])]),
    .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CHUSEKernels"),
    .target(name: "CHUSEJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .target(
      name: "HUSECore",
      dependencies: [
        "COpenBLAS", "CHUSEKernels", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(name: "HUSELosses", dependencies: ["HUSECore"], swiftSettings: settings),
    .target(
      name: "HUSEData", dependencies: ["HUSECore", "CZlib"],
      resources: [.embedInCode("Resources/food-101-synsets.csv")], swiftSettings: settings),
    .target(
      name: "HUSEEncoders",
      dependencies: ["HUSECore", "CHUSEKernels", "CHUSEJPEG", "CGD", "CHeif"],
      swiftSettings: settings),
    .target(
      name: "HUSEModel",
      dependencies: [
        "HUSECore", "HUSELosses", "HUSEData", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(
      name: "HUSEExport",
      dependencies: ["HUSECore", "HUSEEncoders", "HUSEModel"], swiftSettings: settings),
    .target(
      name: "HUSEReport",
      dependencies: ["HUSECore", "HUSEEncoders", "HUSEModel", "CGD"], swiftSettings: settings),
    .target(
      name: "HUSE",
      dependencies: [
        "HUSECore", "HUSELosses", "HUSEData", "HUSEEncoders", "HUSEModel", "HUSEExport",
        "HUSEReport",
      ],
      swiftSettings: settings),
    .target(
      name: "HUSEPostgres",
      dependencies: [
        "CPQ", "HUSECore", "HUSEModel", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(
      name: "HUSEDistributed", dependencies: ["HUSECore", "HUSEModel"], swiftSettings: settings),
    .target(
      name: "HUSEConsole",
      dependencies: [
        "HUSECore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "HUSECommand",
      dependencies: [
        "HUSE", "HUSEConsole", "HUSEDistributed", "HUSEPostgres",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "FoodRetrieval",
      dependencies: [
        "HUSE", "HUSEConsole",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/FoodRetrieval", swiftSettings: settings),
    .executableTarget(
      name: "InterruptedTraining", dependencies: ["HUSE"], path: "Tests/InterruptedTraining",
      swiftSettings: settings),
    .executableTarget(
      name: "DistributedProgram", dependencies: ["HUSEDistributed", "HUSETestSupport"],
      path: "Tests/DistributedProgram", swiftSettings: settings),
    .executableTarget(
      name: "RepeatedCalls", dependencies: ["HUSE"], path: "Tests/RepeatedCalls",
      swiftSettings: settings),
    .executableTarget(
      name: "TokenNumbers", dependencies: ["HUSEEncoders"], path: "Tests/TokenNumbers",
      swiftSettings: settings),
    .target(
      name: "HUSETestSupport", dependencies: ["HUSECore"], path: "Tests/Support",
      swiftSettings: settings),
    .testTarget(
      name: "HUSETests",
      dependencies: [
        "HUSE", "HUSECore", "HUSELosses", "HUSEData", "HUSEEncoders", "HUSEModel", "HUSEExport",
        "HUSEReport", "CHUSEKernels", "HUSETestSupport",
      ],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "HUSESlowTests",
      dependencies: [
        "HUSE", "HUSECore", "HUSELosses", "HUSEData", "HUSEEncoders", "HUSEModel",
        "HUSETestSupport", "InterruptedTraining", "DistributedProgram",
      ],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "HUSEPostgresTests",
      dependencies: ["HUSE", "HUSECore", "HUSEModel", "HUSEPostgres", "HUSETestSupport"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// What watches the quick tests, such as a sanitizer, needs no programs and no other tests.
if Context.environment["HUSE_QUICK_TESTS_ONLY"] != nil {
  package.products.removeAll { $0.name == "huse" }
  package.targets.removeAll { target in
    target.type == .executable
      || ["HUSEConsole", "HUSESlowTests", "HUSEPostgresTests"].contains(target.name)
  }
}
