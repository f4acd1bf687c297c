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

  func validate() throws {
    for (name, value) in [
      ("validation-fraction", validationFraction ?? 0), ("test-fraction", testFraction),
    ] {
      try Ranges.check(value, name, 0..<1, "a share in [0, 1)")
    }
  }

  func checkTogether() throws {
    guard (validationFraction ?? 0) + testFraction < 1 else {
      throw ValidationError("--validation-fraction and --test-fraction leave nothing to train on.")
    }
  }
}

/// The rows of a data set by their part.
struct Parts {
  let train: [Int]
  /// Empty without validation.
  let validation: [Int]
  /// Empty if nothing is held out.
  let test: [Int]

  init(
    of data: TrainingData, settings: PartSettings, isManual: Bool, seed: UInt64
  ) throws(HUSEError) {
    let validationFraction = settings.validationFraction ?? (isManual ? 0.1 : 0)
    func split(_ rows: [Int], _ fraction: Double) throws(HUSEError) -> (kept: [Int], held: [Int]) {
      let parts = try StratifiedSplit(
        labels: rows.map { data.labels[$0] }, groups: rows.map { data.groups[$0] },
        validationFraction: nil, testFraction: fraction, seed: seed)
      return (parts.train.map { rows[$0] }, parts.test.map { rows[$0] })
    }
    var train = Array(data.labels.indices)
    if let test = data.officialTest {
      let held = Set(test)
      self.test = test
      train.removeAll(where: held.contains)
    } else if settings.testFraction > 0 {
      (train, test) = try split(train, settings.testFraction)
    } else {
      test = []
    }
    (self.train, validation) =
      validationFraction > 0 ? try split(train, validationFraction) : (train, [])
  }
}
