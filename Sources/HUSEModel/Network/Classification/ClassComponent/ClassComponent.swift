public import HUSECore

/// The part of an embedding that represents the class probabilities of an item.
///
/// Let p be the class probabilities of an item and π the class frequencies in the training data.
/// Then
///
///     s = Σ_k (p_k − π_k) ψ_k
///
/// is the expected class embedding of the item (ConSE, Norouzi et al. 2014) minus the expected
/// class embedding of an average item, and `embed` gives [φ ; λ s/|s|] scaled to unit length. The
/// cosine of two such vectors is
///
///     (φ·φ' + λ² cos(s, s')) / (1 + λ²)
///
/// so that items are close if the towers put them close together, or if the model predicts the same
/// classes for them. With A the semantic graph, ψ has the similarities
///
///     (1 − blend)(1 − A_ij) + blend · [i = j]
///
/// With blend 1, an embedding says which class an item has. With blend 0, it also says how close
/// that class is to others.
public struct ClassComponent: Sendable, Equatable {
  /// The weight λ, above 0.
  public let weight: Float
  /// The unit vector ψ of each class, `[classes × dimension]`.
  public let classVectors: Matrix
  /// The expected class embedding of an average item, Σ_k π_k ψ_k, `[1 × dimension]`.
  public let expectation: Matrix

  /// The length that the component adds to an embedding.
  public var dimension: Int { classVectors.columns }

  /// The largest length of a component, for any number of classes.
  public static let largestDimension = 256

  /// Creates a component from vectors of the classes.
  ///
  /// - Parameters:
  ///   - weight: λ, above 0.
  ///   - classVectors: ψ, `[classes × dimension]`; rows are scaled to unit length.
  ///   - classShares: π, the share of each class in the training data; zeros by default.
  /// - Throws: `HUSEError.invalidArgument` for a weight that is not a finite number above 0,
  ///   `.invalidRow` for a vector that is zero or not finite, `.shapeMismatch` unless there is a
  ///   share for each class. A share outside [0, 1] also throws `.invalidArgument`.
  public init(
    weight: Float, classVectors: Matrix, classShares: [Float]? = nil
  ) throws(HUSEError) {
    guard weight > 0, weight.isFinite else {
      throw .invalidArgument(
        name: "weight of the class component", found: "\(weight)",
        expected: "a finite number above 0; a model without the component has none")
    }
    if let (row, column) = classVectors.firstNonFinite {
      throw .invalidRow(
        source: "class vectors", row: row, column: column,
        problem: "found \(classVectors[row, column])", remedy: "Class vectors must be finite.")
    }
    for row in 0..<classVectors.rows where classVectors[row: row].allSatisfy({ $0 == 0 }) {
      throw .invalidRow(
        source: "class vectors", row: row, column: nil, problem: "is zero",
        remedy: "Every class needs a direction.")
    }
    let shares = classShares ?? [Float](repeating: 0, count: classVectors.rows)
    guard shares.count == classVectors.rows else {
      throw .shapeMismatch(
        expected: [classVectors.rows], found: [shares.count], in: "shares of the classes",
        remedy: "Pass one share for each class.")
    }
    for share in shares where !(share >= 0 && share <= 1) {
      throw .invalidArgument(
        name: "shares of the classes", found: "\(share)", expected: "numbers in [0, 1]")
    }
    let vectors = classVectors.normalizedRows
    self.weight = weight
    self.classVectors = vectors
    expectation = try Matrix(row: shares)
      .multiplied(by: vectors)
  }

  /// Creates a component from unit vectors and the expectation, and keeps their exact bits.
  init(weight: Float, unitVectors: Matrix, expectation: Matrix) throws(HUSEError) {
    let checked = try ClassComponent(weight: weight, classVectors: unitVectors)
    for row in 0..<unitVectors.rows {
      let length = Kernels.best.sumOfSquares(unitVectors[rows: row..<row + 1]).squareRoot()
      guard abs(length - 1) < 1e-3 else {
        throw .invalidRow(
          source: "class vectors", row: row, column: nil,
          problem: "expected a unit vector, found one of length \(length)",
          remedy: "Class vectors have length 1.")
      }
    }
    guard expectation.rows == 1, expectation.columns == unitVectors.columns,
      expectation.firstNonFinite == nil
    else {
      throw .shapeMismatch(
        expected: [1, unitVectors.columns], found: [expectation.rows, expectation.columns],
        in: "expectation of the class component",
        remedy: "It must be a vector as long as those of the classes, and finite.")
    }
    self.weight = checked.weight
    classVectors = unitVectors
    self.expectation = expectation
  }

  /// Creates a component with vectors for the classes of a graph.
  ///
  /// Up to 256 classes, their length is the number of independent directions among the classes, and
  /// their cosines are exact within 0.005. Beyond that, half of the 256 numbers represent the
  /// eigenvectors with the largest eigenvalues, and half are a random projection that keeps classes
  /// apart. The cosines of 300 classes in a tree are then off by 0.04 to 0.06 (root mean square),
  /// and those of single pairs of classes by up to 0.33.
  ///
  /// - Parameters:
  ///   - weight: λ, above 0.
  ///   - classCount: K.
  ///   - graph: the distances A of the classes; `nil` has the same effect as blend 1.
  ///   - blend: the weight of the class itself relative to its similarities in the graph, in [0,
  ///     1].
  ///   - classShares: π, the share of each class in the training data; zeros by default.
  /// - Throws: `HUSEError.invalidArgument` for an argument out of its range, `.decompositionFailed`
  ///   if the eigenvectors cannot be computed.
  public init(
    weight: Float, classCount: Int, graph: SemanticGraph?, blend: Float,
    classShares: [Float]? = nil
  ) throws(HUSEError) {
    guard blend >= 0, blend <= 1 else {
      throw .invalidArgument(
        name: "blend of the class component", found: "\(blend)", expected: "a number in [0, 1]")
    }
    try self.init(
      weight: weight,
      classVectors: Self.vectors(
        classCount: classCount, graph: blend < 1 ? graph : nil, blend: graph == nil ? 1 : blend),
      classShares: classShares)
  }

  private static func vectors(
    classCount: Int, graph: SemanticGraph?, blend: Float
  ) throws(HUSEError) -> Matrix {
    guard classCount > largestDimension else {
      return try exactVectors(classCount: classCount, graph: graph, blend: blend)
    }
    let projected = graph == nil ? largestDimension : largestDimension / 2
    let random = randomSigns(rows: classCount, columns: projected)
    guard let graph else { return random }
    let meaning = try graph.classEmbeddings(dimension: largestDimension - projected)
    var result = Matrix(rows: classCount, columns: largestDimension)
    for row in 0..<classCount {
      for column in 0..<meaning.columns {
        result[row, column] = (1 - blend).squareRoot() * meaning[row, column]
      }
      for column in 0..<projected {
        result[row, meaning.columns + column] = blend.squareRoot() * random[row, column]
      }
    }
    return result
  }

  /// Vectors from the eigenvectors of the desired similarities, without those that contribute
  /// nothing.
  private static func exactVectors(
    classCount: Int, graph: SemanticGraph?, blend: Float
  ) throws(HUSEError) -> Matrix {
    var wanted = Matrix(rows: classCount, columns: classCount)
    for row in 0..<classCount {
      for column in 0..<classCount {
        let similarity = graph.map { 1 - $0[row, column] } ?? 0
        wanted[row, column] = (1 - blend) * similarity + (row == column ? blend : 0)
      }
    }
    let decomposition = try SymmetricEigendecomposition(of: wanted)
    let largest = max(decomposition.values.last ?? 0, 0)
    let kept = (0..<classCount).reversed().filter { decomposition.values[$0] > 1e-4 * largest }
    var vectors = Matrix(rows: classCount, columns: max(kept.count, 1))
    for (column, index) in kept.enumerated() {
      let length = decomposition.values[index].squareRoot()
      for row in 0..<classCount {
        vectors[row, column] = decomposition.vectors[row, index] * length
      }
    }
    return vectors.normalizedRows
  }

  /// Rows of ±1/√columns, whose cosines are 0 within about 1/√columns (Achlioptas 2003).
  private static func randomSigns(rows: Int, columns: Int) -> Matrix {
    var generator = SplitMix64(seed: 0x4855_5345)
    let value = 1 / Float(columns).squareRoot()
    var signs = Matrix(rows: rows, columns: columns)
    signs.updateValues { $0 = generator.next() & 1 == 0 ? value : -value }
    return signs
  }

  /// The unit rows [φ ; λ s/|s|], from φ `[rows × D]` and p `[rows × classes]`.
  package func appended(to embeddings: Matrix, probabilities: Matrix) -> Matrix {
    var expected = Matrix(rows: probabilities.rows, columns: dimension)
    expected.assignProduct(of: probabilities, and: classVectors)
    let common = expectation.scaled(by: -1)
    Kernels.best.addBias(common, to: &expected, rectifying: false)
    let directions = expected.normalizedRows
    let (rows, own) = (embeddings.rows, embeddings.columns)
    let columns = own + dimension
    let weight = weight
    var result = Matrix(rows: rows, columns: columns)
    result.withUnsafeMutableBufferPointer { target in
      embeddings.withUnsafeBufferPointer { source in
        directions.withUnsafeBufferPointer { directions in
          for row in 0..<rows {
            for column in 0..<own {
              target[row * columns + column] = source[row * own + column]
            }
            for column in 0..<dimension {
              target[row * columns + own + column] =
                weight * directions[row * dimension + column]
            }
          }
        }
      }
    }
    return result.normalizedRows
  }
}
