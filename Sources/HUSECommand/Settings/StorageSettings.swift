import ArgumentParser

/// The settings for where features are kept during training and what the model file contains.
struct StorageSettings: ParsableArguments {
  @Option(
    help: """
      Where features are kept during training: \(FeatureStorage.list). auto reads them from their \
      files if they would take more than a quarter of the memory. The model is the same.
      """)
  var featureStorage = FeatureStorage.auto

  @Flag(
    inversion: .prefixedNo,
    help: """
      With --distributed, whether the data of each process is a part of the whole: {rank} in \
      --data stands for its number, from 0. Needs --folds 0, --recipe paper or --recipe manual.
      """)
  var sharded = false

  @Flag(
    inversion: .prefixedNo,
    help: """
      Whether the model file holds the encoders of images and texts. Without them it is smaller, \
      and takes only features.
      """)
  var storeEncoders = true
}

/// Where features are kept.
enum FeatureStorage: String, CaseIterable, ExpressibleByArgument {
  case auto, memory, files
}
