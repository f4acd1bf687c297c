/// The semantic distances between classes: the matrix A of equation 4, with values on the scale of
/// the cosine distance.
///
/// ```swift
/// let graph = try SemanticGraph(classNames: ["apple", "pear", "pizza"], encodedBy: encoder)
/// graph[0, 1]      // apple–pear, the smaller the more alike
/// ```
///
/// Every initialiser checks that the matrix is square and symmetric, with zeros on the diagonal and
/// finite values in [0, 2].
public struct SemanticGraph: Sendable, Equatable {
  /// The names of the classes, in the order of the rows.
  public let classNames: [String]
  /// The distances, `[classes × classes]`.
  public let distances: Matrix

  /// The number of classes.
  public var classCount: Int { classNames.count }

  /// The distance between two classes, in [0, 2].
  ///
  /// - Precondition: both are in `0..<classCount`.
  public subscript(first: Int, second: Int) -> Float { distances[first, second] }

  /// Creates a graph from a matrix of distances.
  ///
  /// Rounding is tolerated: deviations up to 1e-4 from the range, from symmetry and from a zero
  /// diagonal are corrected.
  ///
  /// - Parameters:
  ///   - distances: `[classes × classes]`.
  ///   - classNames: the name of each class, in the order of the rows.
  /// - Throws: `HUSEError.shapeMismatch` if the matrix is not square with a row for each name,
  ///   `.invalidRow` for the first value that is not finite, out of range, different from its
  ///   mirror image, or nonzero on the diagonal.
  public init(distances: Matrix, classNames: [String]) throws(HUSEError) {
    let place = "semantic graph"
    guard distances.rows == classNames.count, distances.columns == classNames.count else {
      throw .shapeMismatch(
        expected: [classNames.count, classNames.count],
        found: [distances.rows, distances.columns], in: place,
        remedy: "It must have a row and a column for each class name.")
    }
    let tolerance: Float = 1e-4
    var checked = distances
    for row in 0..<distances.rows {
      for column in 0..<distances.columns {
        let value = distances[row, column]
        func invalid(_ problem: String, _ remedy: Remedy) -> HUSEError {
          .invalidRow(source: place, row: row, column: column, problem: problem, remedy: remedy)
        }
        guard value.isFinite, value >= -tolerance, value <= 2 + tolerance else {
          throw invalid(
            "\(value) is not a distance in [0, 2]",
            "Distances are 1 − cosine; check how the matrix was made.")
        }
        if row == column, abs(value) > tolerance {
          throw invalid(
            "a class must be at distance 0 from itself, found \(value)",
            "Pass distances, not similarities.")
        }
        let mirrored = distances[column, row]
        guard abs(value - mirrored) <= tolerance else {
          throw invalid(
            "\(value) differs from \(mirrored) at row \(column), column \(row)",
            "The matrix must be symmetric.")
        }
        checked[row, column] =
          row == column ? 0 : min(max((value + mirrored) / 2, 0), 2)
      }
    }
    self.distances = checked
    self.classNames = classNames
  }

  /// The cosine distances between embeddings of the classes, equation 4.
  ///
  /// - Parameters:
  ///   - embeddings: ψ, `[classes × dimension]`; rows may have any length.
  ///   - classNames: the name of each class, in the order of the rows.
  /// - Throws: `HUSEError.invalidRow` for an embedding that is zero or not finite, `.shapeMismatch`
  ///   unless there is a row for each name.
  public init(classEmbeddings embeddings: Matrix, classNames: [String]) throws(HUSEError) {
    guard embeddings.rows == classNames.count else {
      throw .shapeMismatch(
        expected: [classNames.count, embeddings.columns],
        found: [embeddings.rows, embeddings.columns], in: "class embeddings",
        remedy: "Pass one row for each class name.")
    }
    if let (row, column) = embeddings.firstNonFinite {
      throw .invalidRow(
        source: "class embeddings", row: row, column: column,
        problem: "class '\(classNames[row])' has a value that is not finite",
        remedy: "Check the encoder.")
    }
    for (row, name) in classNames.enumerated() where embeddings[row: row].allSatisfy({ $0 == 0 }) {
      throw .invalidRow(
        source: "class embeddings", row: row, column: nil,
        problem: "class '\(name)' has an embedding of zeros, which is near to nothing",
        remedy: "Rename the class or use another encoder.")
    }
    let unit = embeddings.normalizedRows
    var distances = Matrix(rows: unit.rows, columns: unit.rows, repeating: 1)
    distances.assignProduct(of: unit, and: unit, transposingSecond: true, scaledBy: -1, adding: 1)
    for index in 0..<distances.rows { distances[index, index] = 0 }
    try self.init(distances: distances, classNames: classNames)
  }

  /// The cosine distances between the encoded class names, equation 4.
  ///
  /// Underscores and hyphens in names are read as spaces.
  ///
  /// - Throws: what the encoder throws; `HUSEError.invalidRow` for a name that the encoder maps to
  ///   zeros.
  public init(classNames: [String], encodedBy encoder: some TextEncoder) throws(HUSEError) {
    let embeddings = try encoder.features(of: classNames.map(ClassPath.readable))
    try self.init(classEmbeddings: embeddings, classNames: classNames)
  }
}
