/// A split of a data set into training, validation and test data.
public struct DataSplit: Sendable, Equatable {
  /// The training rows.
  public let train: PairedFeatures
  /// The validation rows, for choosing settings such as when to stop.
  public let validation: PairedFeatures
  /// The test rows, for a single final evaluation.
  public let test: PairedFeatures
}
