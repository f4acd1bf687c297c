import ArgumentParser

/// Where features are during training, and what the model's file holds.
struct StorageSettings: ParsableArguments {
  @Option(
    help: """
      Where features are during training: \(FeatureStorage.list). auto leaves them in their \
      files if they would take more than a quarter of the memory. The model is the same.
      """)
  var featureStorage = FeatureStorage.auto

  @Flag(
    inversion: .prefixedNo,
    help: """
      Whether the model's file holds the encoders of pictures and texts. Without them it is smaller, \
      and takes features alone.
      """)
  var storeEncoders = true
}

/// A place for features.
enum FeatureStorage: String, CaseIterable, ExpressibleByArgument {
  case auto, memory, files
}
