public import Foundation
public import HUSECore

/// A data set whose features stay in their files.
///
/// Training reads the rows of the next batch while it works on the current one. Memory holds only
/// the labels and one batch. Training on a stream gives the same bits as training on the same rows
/// in memory.
///
/// ```swift
/// let stream = try FeatureStream(contentsOf: URL(fileURLWithPath: "features"))
/// try trainer.train(&model, on: stream, minimizing: loss, epochs: 3)
/// ```
public struct FeatureStream: PairedDataset {
  /// The class of each row, as an index into `classNames`.
  public let labels: [Int]
  /// The names of the classes.
  public let classNames: [String]
  private let images: RowTable
  private let texts: RowTable
  /// The rows of the tables that are selected, in order; `nil` for all of them.
  private let selectedRows: [Int]?

  /// The length of an image feature vector.
  public var imageDimension: Int { images.columns }
  /// The length of a text feature vector.
  public var textDimension: Int { texts.columns }

  /// Opens .npy files.
  ///
  /// - Parameters:
  ///   - images: the files of image features, in the order of their rows.
  ///   - texts: the files of text features, which may be divided at other rows.
  ///   - labels: the class of each row, as an index into `classNames`.
  ///   - classNames: the names of the classes.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` or `.unsupportedFile` for a file;
  ///   `.invalidData` if the numbers of rows differ; `.invalidRow` for a label that is not the
  ///   index of a class. The features are checked when they are read.
  public init(
    images: [URL], texts: [URL], labels: [Int], classNames: [String]
  ) throws(HUSEError) {
    try self.init(
      images: RowTable(Self.files(images), named: "images"),
      texts: RowTable(Self.files(texts), named: "texts"),
      labels: Labels(
        indices: labels, classNames: classNames, allowsEmptyClasses: true, source: "labels"))
  }

  /// Opens .safetensors files as `PairedFeatures.write(to:)` writes them, with the same class
  /// names.
  ///
  /// - Throws: the errors of `init(images:texts:labels:classNames:)`; `.invalidData` if class names
  ///   differ.
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
      for modality in Modality.allCases {
        let name = modality.plural
        let rows = try RowFile(tensor: name, of: file, in: positioned)
        guard rows.rows == shard.count else {
          throw .invalidData(
            source: url.path,
            problem: "has \(rows.rows) rows of \(name) but \(shard.count) labels",
            remedy: "Row i of every part must belong to pair i: write all parts for the same pairs."
          )
        }
        if modality == .image { images.append(rows) } else { texts.append(rows) }
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
        source: name, problem: "has \(count) rows, but images has \(images.count)",
        remedy: "Row i of every part must belong to pair i: write all parts for the same pairs.")
    }
    (self.images, self.texts) = (images, texts)
    (self.labels, classNames) = (labels.indices, labels.classNames)
    selectedRows = nil
  }

  private init(rows: some Collection<Int>, of whole: FeatureStream) {
    (images, texts, classNames) = (whole.images, whole.texts, whole.classNames)
    labels = rows.map { whole.labels[$0] }
    selectedRows = rows.map { row in whole.selectedRows.map { $0[row] } ?? row }
  }

  /// A stream of some rows, in their order.
  ///
  /// No features are read.
  ///
  /// - Precondition: `rows` is not empty, and every element is in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> FeatureStream {
    precondition(!rows.isEmpty, "a data set without rows")
    return FeatureStream(rows: rows, of: self)
  }

  /// Reads the features of some rows.
  ///
  /// - Throws: `HUSEError.invalidRow` for a value that is not finite; `.malformedFile` for a file
  ///   that has changed.
  /// - Precondition: the rows and the shapes are those of the protocol.
  public func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    let rows = selectedRows.map { selected in ArraySlice(rows.map { selected[$0] }) } ?? rows
    // All reads are started before the first is waited for.
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
