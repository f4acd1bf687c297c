import HUSECore

extension PairedFeatures {
  /// The rows at `rows`, in their order, with all class names, so that labels keep their meaning.
  ///
  /// A class may then have no rows. The rows are copied.
  ///
  /// - Precondition: `rows` is not empty and every element lies in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> PairedFeatures {
    precondition(!rows.isEmpty, "a data set of no rows")
    return PairedFeatures(rows: rows, of: self)
  }

  /// Divides the rows at random in two, each class by itself.
  ///
  /// Of a class of n rows, n · `testFraction` go to `test`, rounded to the nearest whole number (a
  /// half up), but at least one and at most n − 1; a class of one row goes to `train`. The rows of
  /// both parts keep their order. The same seed divides the same rows alike on every machine. Where
  /// no class has two rows, the rows are divided without regard to class.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` lies between 0 and 1,
  ///   `.invalidData` for fewer than two rows.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: PairedFeatures, test: PairedFeatures) {
    try split(testFraction: testFraction, seed: seed, groups: Array(0..<count))
  }

  /// Divides the rows at random in two so that rows of one group stay together.
  ///
  /// Use it where several rows describe the same thing, such as photographs of one dish: with rows
  /// of a group on both sides the test would be too easy. A group counts for the class of its first
  /// row. A class of two groups or more has at least one on each side; its test rows do not exceed
  /// its share unless its smallest group does so alone.
  ///
  /// - Parameter groups: The group of each row.
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` lies between 0 and 1,
  ///   `.shapeMismatch` unless there is a group for each row, `.invalidData` for fewer than two
  ///   groups.
  public func split(
    testFraction: Double, seed: UInt64, groups: [some Hashable]
  ) throws(HUSEError) -> (train: PairedFeatures, test: PairedFeatures) {
    let rows = try splitRows(testFraction: testFraction, seed: seed, groups: groups)
    return (selecting(rows: rows.train), selecting(rows: rows.test))
  }

  /// The rows that `split(testFraction:seed:groups:)` puts on each side.
  ///
  /// - Throws: as `split(testFraction:seed:groups:)`.
  public func splitRows(
    testFraction: Double, seed: UInt64, groups: [some Hashable]
  ) throws(HUSEError) -> (train: [Int], test: [Int]) {
    let rows = try StratifiedSplit(
      labels: labels, groups: groups, validationFraction: nil, testFraction: testFraction,
      seed: seed)
    return (rows.train, rows.test)
  }

  /// Divides the rows at random in three, each class by itself.
  ///
  /// Rounding is that of `split(testFraction:seed:)`; a class of three rows or more has at least
  /// one in each part, a class of two rows one in `train` and one in `test`. Where no class has
  /// three rows, the rows are divided without regard to class.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless both fractions and their sum lie between 0 and 1,
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

/// A data set divided in three: to learn from, to choose settings by, and to measure with.
public struct DataSplit: Sendable, Equatable {
  /// The rows to learn from.
  public let train: PairedFeatures
  /// The rows to choose settings by, such as when to stop.
  public let validation: PairedFeatures
  /// The rows to measure with, once.
  public let test: PairedFeatures
}
