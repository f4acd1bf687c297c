public import Foundation
public import HUSECore

/// Image and text features in pairs that stay in their files: training reads the rows of a batch
/// while it works on the one before.
///
/// Memory does not grow with the files, beyond a number for each row. Training on a stream and on
/// the same rows in memory gives the same bits.
///
/// ```swift
/// let stream = try FeatureStream(contentsOf: URL(fileURLWithPath: "features"))
/// try trainer.train(&model, on: stream, minimizing: loss, epochs: 3)
/// ```
public struct FeatureStream: PairedDataset {
  /// The class of each row, an index into `classNames`.
  public let labels: [Int]
  /// The names of the classes.
  public let classNames: [String]
  private let images: RowTable
  private let texts: RowTable
  /// Where each row lies in the tables; `nil` where all are taken in their order.
  private let places: [Int]?

  /// The length of an image feature vector.
  public var imageDimension: Int { images.columns }
  /// The length of a text feature vector.
  public var textDimension: Int { texts.columns }

  /// Opens .npy files, the rows of each part in one or many of them.
  ///
  /// - Parameters:
  ///   - images: files of image features, one after the other.
  ///   - texts: files of text features; they need not be cut at the same rows.
  ///   - labels: the class of each row, an index into `classNames`.
  ///   - classNames: the names of the classes.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` or `.unsupportedFile` for a file;
  ///   `.invalidData` if the numbers of rows differ, `.invalidRow` for a label that names no class.
  ///   The features are checked when they are read.
  public init(
    images: [URL], texts: [URL], labels: [Int], classNames: [String]
  ) throws(HUSEError) {
    try self.init(
      images: RowTable(Self.files(images), named: "images"),
      texts: RowTable(Self.files(texts), named: "texts"),
      labels: Labels(
        indices: labels, classNames: classNames, allowsEmptyClasses: true, source: "labels"))
  }

  /// Opens safetensors files, each a data set with the same class names as `PairedFeatures.write`
  /// makes them.
  ///
  /// - Throws: as `init(images:texts:labels:classNames:)`; `.invalidData` if class names differ.
  public init(shards: [URL]) throws(HUSEError) {
    var (images, texts, labels): ([RowFile], [RowFile], [Int]) = ([], [], [])
    var classNames: [String]?
    for url in shards {
      let file = try SafetensorsFile(contentsOf: url)
      let positioned = try PositionedFile(contentsOf: url)
      let names = try PairedFeatures.classNames(in: file)
      try PairedFeatures.check(names, of: url, like: classNames ?? names, of: shards[0])
      classNames = names
      let shard = try file.integers(PairedFeatures.SafetensorsName.labels)
      for (name, part) in [("images", 0), ("texts", 1)] {
        let rows = try RowFile(tensor: name, of: file, in: positioned)
        guard rows.rows == shard.count else {
          throw .invalidData(
            source: url.path,
            problem: "has \(rows.rows) rows of \(name) and \(shard.count) labels",
            remedy: "Row i of every part describes item i: write all parts of the same items.")
        }
        if part == 0 { images.append(rows) } else { texts.append(rows) }
      }
      labels += shard
    }
    try self.init(
      images: RowTable(images, named: "images"), texts: RowTable(texts, named: "texts"),
      labels: Labels(
        indices: labels, classNames: classNames ?? [], allowsEmptyClasses: true, source: "labels"))
  }

  init(images: RowTable, texts: RowTable, labels: Labels) throws(HUSEError) {
    guard images.count > 0 else {
      throw .invalidData(
        source: "images", problem: "has no rows", remedy: "Pass at least one item.")
    }
    for (name, count) in [("texts", texts.count), ("labels", labels.indices.count)]
    where count != images.count {
      throw .invalidData(
        source: name, problem: "has \(count) rows, images has \(images.count)",
        remedy: "Row i of every part describes item i: write all parts of the same items.")
    }
    (self.images, self.texts) = (images, texts)
    (self.labels, classNames) = (labels.indices, labels.classNames)
    places = nil
  }

  private init(rows: some Collection<Int>, of whole: FeatureStream) {
    (images, texts, classNames) = (whole.images, whole.texts, whole.classNames)
    labels = rows.map { whole.labels[$0] }
    places = rows.map { row in whole.places.map { $0[row] } ?? row }
  }

  /// The rows at `rows`, in their order, as a stream of their own: nothing is read.
  ///
  /// - Precondition: `rows` is not empty and every element lies in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> FeatureStream {
    precondition(!rows.isEmpty, "a data set of no rows")
    return FeatureStream(rows: rows, of: self)
  }

  /// Reads the features of rows.
  public func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    let rows = places.map { places in ArraySlice(rows.map { places[$0] }) } ?? rows
    // All of them are asked for before the first is waited for.
    self.images.prepare(rows)
    self.texts.prepare(rows)
    try self.images.gather(rows, into: &images)
    try self.texts.gather(rows, into: &texts)
  }

  private static func files(_ urls: [URL]) throws(HUSEError) -> [RowFile] {
    var result: [RowFile] = []
    for url in urls { result.append(try RowFile(npy: url)) }
    return result
  }
}
