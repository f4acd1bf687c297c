public import HUSECore

/// A source of pairs for training.
///
/// Pairs may be in memory (`PairedFeatures`), in files (`FeatureStream`), or in a source of your
/// own. Row i of the image features and row i of the text features belong to the same pair, whose
/// class is `classNames[labels[i]]`.
public protocol PairedDataset: Sendable {
  /// The length of an image feature vector.
  var imageDimension: Int { get }
  /// The length of a text feature vector.
  var textDimension: Int { get }
  /// The class of each pair, as an index into `classNames`. There is at least one pair.
  var labels: [Int] { get }
  /// The names of the classes.
  var classNames: [String] { get }

  /// Fills two matrices with the features of some rows, in their order.
  ///
  /// Training calls this on another thread to prepare the next batch.
  ///
  /// - Parameters:
  ///   - rows: the rows, each in `0..<count`; they may repeat.
  ///   - images: the image features, `[rows.count × imageDimension]`, arbitrary before.
  ///   - texts: the text features, `[rows.count × textDimension]`, arbitrary before.
  /// - Throws: a `HUSEError` that ends training, such as `.invalidRow` for NaN.
  func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError)
}

extension PairedDataset {
  /// The number of pairs.
  public var count: Int { labels.count }
}

extension PairedFeatures: PairedDataset {
  /// The length of an image feature vector.
  public var imageDimension: Int { images.columns }
  /// The length of a text feature vector.
  public var textDimension: Int { texts.columns }

  /// Copies the features of some rows.
  ///
  /// - Precondition: the rows and the shapes are those of the protocol.
  public func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    images.gather(rowsAt: rows, of: self.images)
    texts.gather(rowsAt: rows, of: self.texts)
  }

  /// Creates a data set from features that have been checked.
  package init(batch images: Matrix, _ texts: Matrix, labels: [Int], classNames: [String]) {
    self.images = images
    self.texts = texts
    self.labels = labels
    self.classNames = classNames
    identifiers = nil
  }
}
