import HUSE

/// The pairs that systems are compared on, and the semantics of their classes.
struct ComparisonData: Sendable {
  let pairs: PairedFeatures
  /// The group of each row; rows of one group stay on the same side of a split.
  let groups: [ItemGroup]
  /// The rows of the official test part; `nil` if the data set has none.
  let officialTest: [Int]?
  let meaning: ClassSemantics
  /// The classes by their names; `nil` unless one model encoded images and texts into one space.
  let zeroShotClassifier: ZeroShotClassifier?

  /// The rows to train on and the rows to test on: the official test part if there is one,
  /// otherwise random rows of each class.
  func splitRows(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: [Int], test: [Int]) {
    guard let officialTest else {
      return try pairs.splitRows(testFraction: testFraction, seed: seed, groups: groups)
    }
    let held = Set(officialTest)
    return (pairs.labels.indices.filter { !held.contains($0) }, officialTest)
  }

  /// The pairs of `splitRows(testFraction:seed:)`.
  func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: ComparisonData, test: PairedFeatures) {
    let rows = try splitRows(testFraction: testFraction, seed: seed)
    let train = ComparisonData(
      pairs: pairs.selecting(rows: rows.train), groups: rows.train.map { groups[$0] },
      officialTest: nil, meaning: meaning, zeroShotClassifier: zeroShotClassifier)
    return (train, pairs.selecting(rows: rows.test))
  }
}

extension ComparisonData {
  /// Data of the folder or file `path`.
  init(
    _ data: EncodedData, path: String, ignoringGroups: Bool, meaning options: ClassGraphOptions,
    encoders: EncoderOptions, findsClassesByName: Bool
  ) throws(HUSEError) {
    self.init(
      pairs: data.pairs,
      groups: ignoringGroups ? data.pairs.labels.indices.map(ItemGroup.alone) : data.groups,
      officialTest: data.officialTest,
      meaning: try ClassSemantics(
        of: data.pairs.classNames, options: options, encoders: encoders),
      zeroShotClassifier: findsClassesByName
        ? try encoders.zeroShotClassifier(of: data, path: path) : nil)
  }
}
