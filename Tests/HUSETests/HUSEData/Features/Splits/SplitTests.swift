import Foundation
import HUSEData
import Testing

@Suite struct SplitTests {
  private struct Case: Decodable {
    let seed: String
    let validationFraction: Double
    let testFraction: Double
    let labels: [Int]
    let train: [Int]
    let validation: [Int]
    let test: [Int]
  }

  /// A data set whose one image feature is the number of the row.
  private func pairs(labels: [Int]) throws -> PairedFeatures {
    let rows = try Matrix(
      rows: labels.count, columns: 1, values: labels.indices.map { Float($0) })
    return try PairedFeatures(
      images: rows, texts: rows, labels: labels,
      classNames: (0...(labels.max() ?? 0)).map { "class \($0)" },
      identifiers: labels.indices.map(String.init))
  }

  private func rows(_ part: PairedFeatures) -> [Int] { part.images.values.map { Int($0) } }

  /// Splits from an independent implementation.
  @Test func agreesWithTheReference() throws {
    let json = try Data(contentsOf: Fixture.url("data/splits.json"))
    for expected in try JSONDecoder().decode([Case].self, from: json) {
      let seed = try #require(UInt64(expected.seed))
      let pairs = try pairs(labels: expected.labels)
      if expected.validationFraction == 0 {
        let (train, test) = try pairs.split(testFraction: expected.testFraction, seed: seed)
        #expect(rows(train) == expected.train)
        #expect(rows(test) == expected.test)
        #expect(test.labels == expected.test.map { expected.labels[$0] })
        #expect(test.identifiers == expected.test.map(String.init))
      } else {
        let split = try pairs.split(
          validationFraction: expected.validationFraction, testFraction: expected.testFraction,
          seed: seed)
        #expect(rows(split.train) == expected.train)
        #expect(rows(split.validation) == expected.validation)
        #expect(rows(split.test) == expected.test)
      }
    }
  }

  /// The promises of the documentation, over many sizes and fractions.
  @Test(arguments: [0.01, 0.1, 0.25, 0.5, 0.75, 0.99])
  func everyClassIsOnBothSides(fraction: Double) throws {
    let sizes = Array(1...24)
    let labels = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    let (train, test) = try pairs(labels: labels).split(testFraction: fraction, seed: 5)
    #expect((rows(train) + rows(test)).sorted() == Array(labels.indices))
    for (label, size) in sizes.enumerated() {
      let found = test.labels.count { $0 == label }
      let rounded = (Double(size) * fraction + 0.5).rounded(.down)
      #expect(found == (size == 1 ? 0 : min(max(Int(rounded), 1), size - 1)))
    }
  }

  @Test(arguments: [(0.1, 0.1), (0.25, 0.5), (0.05, 0.9), (0.9, 0.05)])
  func everyClassIsInAllThreeParts(validation: Double, test: Double) throws {
    let sizes = Array(1...24)
    let labels = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    let split = try pairs(labels: labels)
      .split(validationFraction: validation, testFraction: test, seed: 5)
    #expect(
      (rows(split.train) + rows(split.validation) + rows(split.test)).sorted()
        == Array(labels.indices))
    for (label, size) in sizes.enumerated() {
      #expect(split.train.labels.contains(label))
      #expect(split.test.labels.contains(label) == (size >= 2))
      #expect(split.validation.labels.contains(label) == (size >= 3))
    }
  }

  @Test func theSeedDecides() throws {
    let pairs = try pairs(labels: Array(repeating: 0, count: 40))
    #expect(
      rows(try pairs.split(testFraction: 0.5, seed: 1).test)
        == rows(try pairs.split(testFraction: 0.5, seed: 1).test))
    #expect(
      rows(try pairs.split(testFraction: 0.5, seed: 1).test)
        != rows(try pairs.split(testFraction: 0.5, seed: 2).test))
  }

  @Test func groupsStayTogether() throws {
    // Two classes of 10 groups, of 1 to 4 rows each.
    var labels: [Int] = []
    var groups: [String] = []
    for label in 0..<2 {
      for group in 0..<10 {
        for _ in 0...(group % 4) {
          labels.append(label)
          groups.append("\(label)/\(group)")
        }
      }
    }
    for seed in 0..<20 as Range<UInt64> {
      let (train, test) = try pairs(labels: labels)
        .split(testFraction: 0.3, seed: seed, groups: groups)
      let trained = Set(rows(train).map { groups[$0] })
      let tested = Set(rows(test).map { groups[$0] })
      #expect(trained.isDisjoint(with: tested))
      #expect((rows(train) + rows(test)).sorted() == Array(labels.indices))
      for label in 0..<2 {
        // 23 rows: 6.9 wanted, so 7 at most; groups of one row fill all but the last places.
        let found = test.labels.count { $0 == label }
        #expect((5...7).contains(found))
        #expect(train.labels.contains(label))
      }
    }
  }

  @Test func classesOfOneRowAreDisregarded() throws {
    let pairs = try pairs(labels: Array(0..<10))
    let (train, test) = try pairs.split(testFraction: 0.3, seed: 1)
    #expect(rows(train).count == 7 && rows(test).count == 3)
    #expect((rows(train) + rows(test)).sorted() == Array(0..<10))
    let split = try pairs.split(validationFraction: 0.2, testFraction: 0.3, seed: 1)
    #expect(rows(split.validation).count == 2 && rows(split.test).count == 3)
  }

  @Test func aSmallTestTakesTheSmallestGroup() throws {
    let (_, test) = try pairs(labels: [0, 0, 0, 0, 0, 0])
      .split(testFraction: 0.01, seed: 1, groups: [7, 7, 7, 8, 8, 7])
    #expect(rows(test) == [3, 4])
  }

  @Test func whatCannotBeDividedIsNamed() throws {
    let one = try pairs(labels: [0])
    #expect(
      errorText { () throws(HUSEError) in try one.split(testFraction: 0.5, seed: 1) }
        == "rows to be split: 1 rows in 1 groups cannot be split into 2 parts. "
        + "Each part needs at least one group; a row without a group is a group by itself.")
    let three = try pairs(labels: [0, 0, 0])
    #expect(
      errorText { () throws(HUSEError) in
        try three.split(testFraction: 0.5, seed: 1, groups: ["a", "a", "a"])
      }
        == "rows to be split: 3 rows in 1 groups cannot be split into 2 parts. "
        + "Each part needs at least one group; a row without a group is a group by itself.")
    #expect(
      errorText { () throws(HUSEError) in
        try three.split(testFraction: 0.5, seed: 1, groups: ["a"])
      } == "groups of a split: expected shape [3], found [1]. Pass one group for each row.")
    #expect(
      errorText { () throws(HUSEError) in try three.split(testFraction: 1, seed: 1) }
        == "testFraction: expected a number between 0 and 1.0, found 1.0.")
    #expect(
      errorText { () throws(HUSEError) in
        try three.split(validationFraction: 0, testFraction: 0.5, seed: 1)
      } == "validationFraction: expected a number between 0 and 1, found 0.0.")
  }
}
