public import HUSECore

extension FeatureStream {
  /// Splits the rows at random into training and test rows, stratified by class.
  ///
  /// The split is that of `PairedFeatures`. No features are read.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` is between 0 and 1; `.invalidData`
  ///   for fewer than two rows.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: FeatureStream, test: FeatureStream) {
    try split(testFraction: testFraction, seed: seed, groups: Array(0..<count))
  }

  /// Splits the rows at random into training and test rows so that groups stay together.
  ///
  /// The split is that of `PairedFeatures`. No features are read.
  ///
  /// - Parameters:
  ///   - testFraction: the share of the rows in `test`.
  ///   - seed: the seed of the random split.
  ///   - groups: the group of each row.
  /// - Returns: the rows to train on and the rows to test with.
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` is between 0 and 1;
  ///   `.shapeMismatch` unless there is a group for each row; `.invalidData` for fewer than two
  ///   groups.
  public func split(
    testFraction: Double, seed: UInt64, groups: [some Hashable]
  ) throws(HUSEError) -> (train: FeatureStream, test: FeatureStream) {
    let rows = try StratifiedSplit(
      labels: labels, groups: groups, validationFraction: nil, testFraction: testFraction,
      seed: seed)
    return (selecting(rows: rows.train), selecting(rows: rows.test))
  }
}
