public import HUSECore

/// Pairs that training takes batch after batch: in memory (`PairedFeatures`), in files
/// (`FeatureStream`), or wherever a type of your own finds them.
///
/// Row i of the image features and row i of the text features describe the same item, whose class
/// is `classNames[labels[i]]`.
public protocol PairedDataset: Sendable {
  /// The length of an image feature vector.
  var imageDimension: Int { get }
  /// The length of a text feature vector.
  var textDimension: Int { get }
  /// The class of each row, an index into `classNames`; as many as there are pairs, at least one.
  var labels: [Int] { get }
  /// The names of the classes.
  var classNames: [String] { get }

  /// Fills two matrices with the features of rows, in their order.
  ///
  /// Training calls this on another thread, for the batch after the one that it is working on.
  ///
  /// - Parameters:
  ///   - rows: any rows in `0..<count`.
  ///   - images: `[rows.count × imageDimension]`; its values are undefined before.
  ///   - texts: `[rows.count × textDimension]`; its values are undefined before.
  /// - Throws: a `HUSEError` that ends training, such as `.invalidRow` for a value that is NaN.
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

  /// Copies the features of rows.
  public func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    images.gather(rowsAt: rows, of: self.images)
    texts.gather(rowsAt: rows, of: self.texts)
  }

  /// The features of a batch, which were checked where they came from.
  package init(batch images: Matrix, _ texts: Matrix, labels: [Int], classNames: [String]) {
    self.images = images
    self.texts = texts
    self.labels = labels
    self.classNames = classNames
    identifiers = nil
  }
}
