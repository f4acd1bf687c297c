import HUSECore

extension PairedFeatures {
  /// A data set of some rows, in their order, with all class names.
  ///
  /// The features are copied. Labels keep their meaning, and a class may have no rows.
  ///
  /// - Precondition: `rows` is not empty, and every element is in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> PairedFeatures {
    precondition(!rows.isEmpty, "a data set without rows")
    return PairedFeatures(rows: rows, of: self)
  }

  /// Splits the rows at random into training and test rows, stratified by class.
  ///
  /// Of a class of n rows, n · `testFraction` go to `test`, rounded to the nearest whole number (a
  /// half up), but at least one and at most n − 1. A class of one row goes to `train`. If no
  /// class has two rows, classes are ignored. Both parts keep the order of the rows. The same seed
  /// gives the same split on every machine.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` is between 0 and 1; `.invalidData`
  ///   for fewer than two rows.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: PairedFeatures, test: PairedFeatures) {
    try split(testFraction: testFraction, seed: seed, groups: Array(0..<count))
  }

  /// Splits the rows at random into training and test rows so that groups stay together.
  ///
  /// Use it if several rows show the same thing, such as photographs of one dish: with rows of a
  /// group in both parts, the test would be too easy. The class of a group is that of its first
  /// row. A class of at least two groups has at least one in each part. Its number of test rows
  /// does not exceed its share, unless its smallest group does.
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
  ) throws(HUSEError) -> (train: PairedFeatures, test: PairedFeatures) {
    let rows = try splitRows(testFraction: testFraction, seed: seed, groups: groups)
    return (selecting(rows: rows.train), selecting(rows: rows.test))
  }

  /// The rows of each part of `split(testFraction:seed:groups:)`.
  ///
  /// - Throws: the errors of `split(testFraction:seed:groups:)`.
  public func splitRows(
    testFraction: Double, seed: UInt64, groups: [some Hashable]
  ) throws(HUSEError) -> (train: [Int], test: [Int]) {
    let rows = try StratifiedSplit(
      labels: labels, groups: groups, validationFraction: nil, testFraction: testFraction,
      seed: seed)
    return (rows.train, rows.test)
  }

  /// Splits the rows at random into training, validation and test rows, stratified by class.
  ///
  /// Numbers are rounded as by `split(testFraction:seed:)`. A class of at least three rows has at
  /// least one in each part; a class of two rows has one in `train` and one in `test`. If no class
  /// has three rows, classes are ignored.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless both fractions and their sum are between 0 and 1;
  ///   `.invalidData` for fewer than three rows.
  public func split(
    validationFraction: Double, testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> DataSplit {
    let rows = try StratifiedSplit(
      labels: labels, groups: Array(0..<count), validationFraction: validationFraction,
      testFraction: testFraction, seed: seed)
    return DataSplit(
      train: selecting(rows: rows.train), validation: selecting(rows: rows.validation),
      test: selecting(rows: rows.test))
  }
}
