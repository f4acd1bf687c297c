import ArgumentParser

/// Where features are while training goes on.
struct StorageSettings: ParsableArguments {
  @Option(
    help: """
      Where features are while training goes on: \(FeatureStorage.list). auto leaves them in their \
      files if they would take more than a quarter of the memory. The model is the same.
      """)
  var featureStorage = FeatureStorage.auto
}

/// A place for features.
enum FeatureStorage: String, CaseIterable, ExpressibleByArgument {
  case auto, memory, files
}
