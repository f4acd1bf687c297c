/// The numbers of a data set from which a recipe is derived.
public struct DataSummary: Sendable, Hashable {
  /// The number of pairs, N.
  public var pairCount: Int
  /// The length of an image feature vector.
  public var imageDimension: Int
  /// The length of a text feature vector.
  public var textDimension: Int
  /// The number of classes, K.
  public var classCount: Int
  /// Whether there is a graph of the classes.
  public var hasGraph: Bool

  /// Summarises pairs.
  public init(_ pairs: some PairedDataset, hasGraph: Bool) {
    pairCount = pairs.count
    imageDimension = pairs.imageDimension
    textDimension = pairs.textDimension
    classCount = pairs.classNames.count
    self.hasGraph = hasGraph
  }
}
