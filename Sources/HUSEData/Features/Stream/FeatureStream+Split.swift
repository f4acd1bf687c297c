public import HUSECore

extension FeatureStream {
  /// Divides the rows at random in two, each class by itself, as `PairedFeatures` does; nothing is
  /// read.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` lies between 0 and 1,
  ///   `.invalidData` for fewer than two rows.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: FeatureStream, test: FeatureStream) {
    try split(testFraction: testFraction, seed: seed, groups: Array(0..<count))
  }

  /// Divides the rows at random in two so that rows of one group stay together, as `PairedFeatures`
  /// does; nothing is read.
  ///
  /// - Parameters:
  ///   - testFraction: the share of the rows in `test`.
  ///   - seed: the same seed divides the same rows alike.
  ///   - groups: the group of each row.
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` lies between 0 and 1,
  ///   `.shapeMismatch` unless there is a group for each row, `.invalidData` for fewer than two
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
