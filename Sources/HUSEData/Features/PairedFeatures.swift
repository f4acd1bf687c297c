public import HUSECore

/// A data set in memory: pairs of image and text features, with the class of each pair.
///
/// Row i of `images` and row i of `texts` belong to the same pair, whose class is
/// `classNames[labels[i]]`. The initialisers ensure that every value is finite, every label is the
/// index of a class, no class name is empty or duplicated, and there is at least one row and one
/// column.
///
/// ```swift
/// let pairs = try PairedFeatures(
///   images: [[0.1, 0.9], [0.8, 0.3]], texts: [[1, 0, 0], [0, 1, 0]],
///   classes: ["tea", "apple"])
/// pairs.classNames    // ["apple", "tea"]
/// pairs.labels        // [1, 0]
/// ```
public struct PairedFeatures: Sendable, Equatable {
  /// The image features, `[count × image dimension]`.
  public let images: Matrix
  /// The text features, `[count × text dimension]`.
  public let texts: Matrix
  /// The class of each row, as an index into `classNames`.
  public let labels: [Int]
  /// The names of the classes.
  public let classNames: [String]
  /// The name of each row, such as the file name of its image; `nil` if rows have no names.
  public let identifiers: [String]?

  /// The number of rows.
  public var count: Int { labels.count }

  /// Creates a data set from features and class indices.
  ///
  /// - Parameters:
  ///   - images: the image features, `[pairs × image dimension]`.
  ///   - texts: the text features, `[pairs × text dimension]`.
  ///   - labels: the class of each row, as an index into `classNames`.
  ///   - classNames: the names of the classes, in any order.
  ///   - identifiers: the name of each row, or `nil`.
  ///   - allowsEmptyClasses: whether a class may have no rows, as in a subset of a data set.
  /// - Throws: `HUSEError.invalidData` if the numbers of rows differ, there are no rows or columns,
  ///   or a class name is empty, is duplicated or has no rows; `.invalidRow` for a value that is
  ///   NaN or infinite, or a label that is not the index of a class.
  public init(
    images: Matrix, texts: Matrix, labels: [Int], classNames: [String],
    identifiers: [String]? = nil, allowsEmptyClasses: Bool = false
  ) throws(HUSEError) {
    try self.init(
      images: images, texts: texts, identifiers: identifiers, sources: SourceNames(),
      rowCount: labels.count
    ) { (source) throws(HUSEError) in
      try Labels(
        indices: labels, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    }
  }

  /// Creates a data set from features and the class name of each row.
  ///
  /// - Parameters:
  ///   - images: the image features, `[pairs × image dimension]`.
  ///   - texts: the text features, `[pairs × text dimension]`.
  ///   - classes: the class name of each row.
  ///   - classNames: the names of all classes, such as those of a model. By default the names that
  ///     occur, sorted, so that the index of a class does not depend on the order of the rows.
  ///   - identifiers: the name of each row, or `nil`.
  ///   - allowsEmptyClasses: whether a class of `classNames` may have no rows.
  /// - Throws: the errors of
  ///   `init(images:texts:labels:classNames:identifiers:allowsEmptyClasses:)`; `.invalidRow` for a
  ///   class that is not among `classNames`.
  public init(
    images: Matrix, texts: Matrix, classes: [String], classNames: [String]? = nil,
    identifiers: [String]? = nil, allowsEmptyClasses: Bool = false
  ) throws(HUSEError) {
    try self.init(
      images: images, texts: texts, identifiers: identifiers, sources: SourceNames(),
      rowCount: classes.count
    ) { (source) throws(HUSEError) in
      try Labels(
        classes: classes, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    }
  }

  /// The names of the sources of a data set, for messages.
  struct SourceNames {
    var images = "images"
    var texts = "texts"
    var labels = "labels"
    var identifiers = "identifiers"
  }

  /// Creates a data set and checks everything.
  ///
  /// `labels` computes the labels, once the numbers of rows are known to agree.
  init(
    images: Matrix, texts: Matrix, identifiers: [String]?, sources: SourceNames, rowCount: Int,
    labels: (_ source: String) throws(HUSEError) -> Labels
  ) throws(HUSEError) {
    let rows = images.rows
    guard rows > 0 else {
      throw .invalidData(
        source: sources.images, problem: "has no rows", remedy: "Pass at least one item.")
    }
    let counts = [
      (sources.texts, texts.rows), (sources.labels, rowCount),
      (sources.identifiers, identifiers?.count ?? rows),
    ]
    for (source, count) in counts where count != rows {
      throw .invalidData(
        source: source,
        problem: "has \(Self.counted(count)), but \(sources.images) has \(Self.counted(rows))",
        remedy: "Row i of every part must belong to pair i: write all parts for the same pairs.")
    }
    for (source, matrix) in [(sources.images, images), (sources.texts, texts)] {
      guard matrix.columns > 0 else {
        throw .invalidData(
          source: source, problem: "has no columns", remedy: "Pass at least one feature.")
      }
      try Self.checkFinite(matrix, source: source)
    }
    let labels = try labels(sources.labels)
    self.images = images
    self.texts = texts
    self.labels = labels.indices
    self.classNames = labels.classNames
    self.identifiers = identifiers
  }

  /// Checks that all values are finite.
  ///
  /// - Throws: `HUSEError.invalidRow` with the first position that is not.
  static func checkFinite(_ matrix: Matrix, source: String) throws(HUSEError) {
    guard let position = matrix.firstNonFinite else { return }
    throw .invalidRow(
      source: source, row: position.row, column: position.column,
      problem: "contains \(matrix[position.row, position.column].isNaN ? "NaN" : "infinity")",
      remedy: "Extract the features of that row again, or remove the row from every part.")
  }

  /// Copies some rows of a data set.
  init(rows: some Collection<Int>, of whole: PairedFeatures) {
    images = whole.images.gathering(rowsAt: rows)
    texts = whole.texts.gathering(rowsAt: rows)
    labels = rows.map { whole.labels[$0] }
    classNames = whole.classNames
    identifiers = whole.identifiers.map { names in rows.map { names[$0] } }
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}
