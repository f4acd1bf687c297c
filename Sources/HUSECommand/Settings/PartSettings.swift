import ArgumentParser
import HUSE

/// How the data is split.
struct PartSettings: ParsableArguments {
  @Option(
    help: """
      Share of the training rows that decides when to stop and which weights are kept. 0 by \
      default, since folds decide; manual: 0.1.
      """)
  var validationFraction: Double?

  @Option(
    help: "Share of all rows held out for the test, unless the data has a test part of its own.")
  var testFraction = 0.0

  @Option(
    help: """
      A .csv file of identifier and part (train, validation or test), such as split.csv of a \
      training: what is in which part. Rows that it does not name are not used.
      """)
  var split: FilePath?

  func validate() throws {
    for (name, value) in [
      ("validation-fraction", validationFraction ?? 0), ("test-fraction", testFraction),
    ] {
      try Ranges.check(value, name, 0..<1, "a share in [0, 1)")
    }
  }

  func checkTogether() throws {
    if split != nil, testFraction > 0 || (validationFraction ?? 0) > 0 {
      throw ValidationError(
        "--split says which rows are held out: omit --validation-fraction and --test-fraction.")
    }
    guard (validationFraction ?? 0) + testFraction < 1 else {
      throw ValidationError("--validation-fraction and --test-fraction leave nothing to train on.")
    }
  }
}

/// The rows of a data set by their part.
struct Parts {
  let train: [Int]
  /// The validation rows; empty without validation.
  let validation: [Int]
  /// The test rows; empty if nothing is held out.
  let test: [Int]

  init(
    of data: TrainingData, settings: PartSettings, isManual: Bool, seed: UInt64
  ) throws(HUSEError) {
    if let file = settings.split {
      (self.train, validation, test) = try IdentifierSplit(contentsOf: file.url).rows(
        of: try data.identifiers, source: file.path)
      return
    }
    let validationFraction = settings.validationFraction ?? (isManual ? 0.1 : 0)
    func split(
      _ rows: [Int], _ fraction: Double, _ option: String
    ) throws(HUSEError) -> (kept: [Int], held: [Int]) {
      let groups = rows.map { data.groups[$0] }
      guard Set(groups).count > 1 else {
        throw .invalidData(
          source: option,
          problem: "\(rows.count) \(rows.count == 1 ? "row" : "rows") of one group cannot be split",
          remedy: "Pass more rows, or 0.")
      }
      let parts = try StratifiedSplit(
        labels: rows.map { data.labels[$0] }, groups: groups,
        validationFraction: nil, testFraction: fraction, seed: seed)
      return (parts.train.map { rows[$0] }, parts.test.map { rows[$0] })
    }
    var train = Array(data.labels.indices)
    if let test = data.officialTest {
      let held = Set(test)
      self.test = test
      train.removeAll(where: held.contains)
    } else if settings.testFraction > 0 {
      (train, test) = try split(train, settings.testFraction, "--test-fraction")
    } else {
      test = []
    }
    (self.train, validation) =
      validationFraction > 0
      ? try split(train, validationFraction, "--validation-fraction") : (train, [])
  }
}

extension Parts {
  /// The same parts, by the identifiers of the rows.
  func named(by identifiers: [String]) -> IdentifierSplit {
    IdentifierSplit(
      train: train.map { identifiers[$0] }, validation: validation.map { identifiers[$0] },
      test: test.map { identifiers[$0] })
  }
}
