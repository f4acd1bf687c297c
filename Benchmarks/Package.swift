// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "HUSEBenchmarks",
  dependencies: [
    .package(name: "HUSE", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(
      name: "Workloads", dependencies: [.product(name: "HUSE", package: "HUSE")],
      swiftSettings: settings),
    .executableTarget(
      name: "huse-measure",
      dependencies: [
        "Workloads", .product(name: "HUSE", package: "HUSE"),
        .product(name: "HUSEPostgres", package: "HUSE"),
        .product(name: "HUSEDistributed", package: "HUSE"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "HUSEBenchmarks",
      dependencies: [
        "Workloads", .product(name: "HUSE", package: "HUSE"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/HUSEBenchmarks", swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
