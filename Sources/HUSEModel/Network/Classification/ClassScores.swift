/// Class probabilities of items, and the classification of each.
public struct ClassScores: Sendable, Equatable {
  /// The softmax scores, `[items × classes]`; each row adds up to 1.
  public let probabilities: Matrix
  /// The names of the classes, in the order of the columns.
  public let classNames: [String]

  init(probabilities: Matrix, classNames: [String]) {
    self.probabilities = probabilities
    self.classNames = classNames
  }

  /// Creates scores as the softmax of logits.
  init(logits: Matrix, classNames: [String]) {
    var probabilities = logits
    Kernels.best.softmaxRows(of: &probabilities)
    self.init(probabilities: probabilities, classNames: classNames)
  }

  /// The class with the highest score for each item; of equal scores, the first.
  public var labels: [Int] {
    (0..<count).map { item in
      let row = probabilities[row: item]
      return row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
    }
  }

  /// The share of items whose best class is correct, in [0, 1]; 0 if there are no items.
  ///
  /// - Precondition: there is a label for each item.
  public func accuracy(labels correct: [Int]) -> Double {
    precondition(correct.count == count, "\(correct.count) labels for \(count) items")
    guard count > 0 else { return 0 }
    return Double(zip(labels, correct).count { $0 == $1 }) / Double(count)
  }

  /// The mean over classes of the accuracy on their items, in [0, 1]; 0 if there are no items.
  ///
  /// Every class has the same weight, however many items it has; a class without items does not
  /// count.
  ///
  /// - Precondition: there is a label for each item.
  public func macroAccuracy(labels correct: [Int]) -> Double {
    precondition(correct.count == count, "\(correct.count) labels for \(count) items")
    let found = Dictionary(grouping: zip(labels, correct), by: \.1)
    // In the order of the classes, because a sum in another order would have different bits.
    let shares = found.keys.sorted().compactMap { found[$0] }.map { pairs in
      Double(pairs.count { $0.0 == $0.1 }) / Double(pairs.count)
    }
    return shares.reduce(0, +) / Double(Swift.max(shares.count, 1))
  }

  /// `weight` times these scores and `1 − weight` times the others.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of items or of classes differ,
  ///   `.invalidData` if the names of the classes differ.
  public func fused(
    with other: ClassScores, weight: Float
  ) throws(HUSEError) -> ClassScores {
    try checkFits(other)
    var sum = Matrix(rows: probabilities.rows, columns: probabilities.columns)
    sum.add(probabilities, scaledBy: weight)
    sum.add(other.probabilities, scaledBy: 1 - weight)
    return ClassScores(probabilities: sum, classNames: classNames)
  }

  /// Checks that other scores have the same number of items and the same classes.
  func checkFits(_ other: ClassScores) throws(HUSEError) {
    guard
      other.probabilities.rows == probabilities.rows,
      other.probabilities.columns == probabilities.columns
    else {
      throw .shapeMismatch(
        expected: [probabilities.rows, probabilities.columns],
        found: [other.probabilities.rows, other.probabilities.columns], in: "scores to be fused",
        remedy: "Pass an image and a text for each item.")
    }
    guard other.classNames == classNames else {
      throw .invalidData(
        source: "scores to be fused", problem: "are about other classes",
        remedy: "Fuse scores of one model.")
    }
  }
}

extension ClassScores: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the number of items.
  public var endIndex: Int { probabilities.rows }
  /// The classification of an item, with a copy of its scores.
  public subscript(item: Int) -> Classification {
    Classification(probabilities: Array(probabilities[row: item]), classNames: classNames)
  }
}

/// The JSON form contains the names of the classes and an array of probabilities for each item.
extension ClassScores: Codable {
  private enum CodingKeys: String, CodingKey { case classNames, probabilities }

  /// Decodes scores.
  ///
  /// - Throws: `DecodingError` unless there is a probability of each class for each item.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let names = try values.decode([String].self, forKey: .classNames)
    let rows = try values.decode([[Float]].self, forKey: .probabilities)
    guard rows.allSatisfy({ $0.count == names.count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .probabilities, in: values,
        debugDescription: "expected \(names.count) probabilities for each item")
    }
    try self.init(
      probabilities: Matrix(
        rows: rows.count, columns: names.count, values: rows.flatMap(\.self)), classNames: names)
  }

  /// Encodes the names and the probabilities.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(classNames, forKey: .classNames)
    try values.encode(
      (0..<count).map { Array(probabilities[row: $0]) }, forKey: .probabilities)
  }
}
