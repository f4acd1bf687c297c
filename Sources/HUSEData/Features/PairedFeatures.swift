public import HUSECore

/// Image features and text features in pairs, with the class of each pair: what HUSE learns from.
///
/// Row i of `images` and row i of `texts` describe the same item, whose class is
/// `classNames[labels[i]]`. Every value is finite, every label names a class, no class name is
/// empty or is duplicated, and there is at least one row and one column: checked when the value is
/// made.
///
/// ```swift
/// let pairs = try PairedFeatures(
///   images: Matrix(rows: [[0.1, 0.9], [0.8, 0.3]]), texts: Matrix(rows: [[1, 0, 0], [0, 1, 0]]),
///   classes: ["tea", "apple"])
/// pairs.classNames    // ["apple", "tea"]
/// pairs.labels        // [1, 0]
/// ```
public struct PairedFeatures: Sendable, Equatable {
  /// The image features `[count × i]`.
  public let images: Matrix
  /// The text features `[count × t]`.
  public let texts: Matrix
  /// The class of each row, an index into `classNames`.
  public let labels: [Int]
  /// The names of the classes.
  public let classNames: [String]
  /// The name of each row, such as the file name of its picture; `nil` if rows have none.
  public let identifiers: [String]?

  /// The number of rows.
  public var count: Int { labels.count }

  /// Creates a data set from features and class indices.
  ///
  /// - Parameters:
  ///   - images: Image features `[n × i]`.
  ///   - texts: Text features `[n × t]`.
  ///   - labels: n indices into `classNames`.
  ///   - classNames: The names of the classes; their order is the caller's.
  ///   - identifiers: n names of the rows, or none.
  ///   - allowsEmptyClasses: Whether a class may have no rows, as in a part of a data set.
  /// - Throws: `HUSEError.invalidData` if the numbers of rows differ, there are no rows or columns,
  ///   a class name is empty, is duplicated or has no rows; `.invalidRow` for a value that is NaN
  ///   or infinite (with row and column) and a label that names no class.
  public init(
    images: Matrix, texts: Matrix, labels: [Int], classNames: [String],
    identifiers: [String]? = nil, allowsEmptyClasses: Bool = false
  ) throws(HUSEError) {
    try self.init(
      images: images, texts: texts, identifiers: identifiers, sources: Sources(),
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
  ///   - images: Image features `[n × i]`.
  ///   - texts: Text features `[n × t]`.
  ///   - classes: n class names, one for each row.
  ///   - classNames: The names of all classes, such as those of a model; by default the names that
  ///     occur, sorted, so that a class has the same index whatever the order of the rows.
  ///   - identifiers: n names of the rows, or none.
  ///   - allowsEmptyClasses: Whether a class of `classNames` may have no rows.
  /// - Throws: as `init(images:texts:labels:classNames:identifiers:allowsEmptyClasses:)`; a class
  ///   that is not among `classNames` is a `.invalidRow`.
  public init(
    images: Matrix, texts: Matrix, classes: [String], classNames: [String]? = nil,
    identifiers: [String]? = nil, allowsEmptyClasses: Bool = false
  ) throws(HUSEError) {
    try self.init(
      images: images, texts: texts, identifiers: identifiers, sources: Sources(),
      rowCount: classes.count
    ) { (source) throws(HUSEError) in
      try Labels(
        classes: classes, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    }
  }

  /// Where the parts come from, for messages.
  struct Sources {
    var images = "images"
    var texts = "texts"
    var labels = "labels"
    var identifiers = "identifiers"
  }

  /// Checks everything; the labels after the features, for they need the number of rows to agree.
  init(
    images: Matrix, texts: Matrix, identifiers: [String]?, sources: Sources, rowCount: Int,
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
        problem: "has \(Self.counted(count)), \(sources.images) has \(Self.counted(rows))",
        remedy: "Row i of every part describes item i: write all parts of the same items.")
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

  static func checkFinite(_ matrix: Matrix, source: String) throws(HUSEError) {
    guard let place = matrix.firstNonFinite else { return }
    throw .invalidRow(
      source: source, row: place.row, column: place.column,
      problem: "contains \(matrix[place.row, place.column].isNaN ? "NaN" : "infinity")",
      remedy: "Extract the features of that row again, or leave the row out of every part.")
  }

  /// Takes rows of a data set, which need no check.
  init(rows: some Collection<Int>, of whole: PairedFeatures) {
    images = whole.images.gathering(rowsAt: rows)
    texts = whole.texts.gathering(rowsAt: rows)
    labels = rows.map { whole.labels[$0] }
    classNames = whole.classNames
    identifiers = whole.identifiers.map { names in rows.map { names[$0] } }
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}
