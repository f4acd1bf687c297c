import HUSEData
import Testing

@Suite struct FoldsTests {
  private func folds(
    _ labels: [Int], groups: [Int]? = nil, count: Int, seed: UInt64 = 1
  ) throws(HUSEError) -> Folds {
    try Folds(labels: labels, groups: groups ?? Array(labels.indices), count: count, seed: seed)
  }

  /// Every row is held out once, and is kept in all other folds.
  private func isWhole(_ folds: Folds, rows: Int) -> Bool {
    folds.heldOut.flatMap(\.self).sorted() == Array(0..<rows)
      && folds.heldOut.indices.allSatisfy { fold in
        let (out, kept) = (folds.heldOut[fold], folds.kept(fold))
        return !out.isEmpty && out == out.sorted() && kept == kept.sorted()
          && (out + kept).sorted() == Array(0..<rows)
      }
  }

  @Test(arguments: 2...7) func everyRowIsHeldOutOnce(count: Int) throws {
    var generator = SplitMix64(seed: UInt64(count))
    for size in [count, 13, 50, 200] where size >= count {
      let labels = (0..<size).map { _ in generator.nextInteger(below: 6) }
      let found = try folds(labels, count: count)
      #expect(found.heldOut.count == count)
      #expect(isWhole(found, rows: size))
    }
  }

  @Test func classesAreSpreadEvenly() throws {
    let sizes = [1, 2, 4, 5, 6, 17, 40]
    let labels = sizes.indices.flatMap { Array(repeating: $0, count: sizes[$0]) }
    for seed in 0..<10 as Range<UInt64> {
      let found = try folds(labels, count: 5, seed: seed)
      for (label, size) in sizes.enumerated() {
        let counts = found.heldOut.map { $0.count { labels[$0] == label } }
        #expect(counts.allSatisfy { $0 == size / 5 || $0 == (size + 4) / 5 })
      }
      // What does not come out even in a class is made up for by the next.
      let counts = found.heldOut.map(\.count)
      #expect(counts.allSatisfy { $0 == 15 })
    }
  }

  @Test func groupsStayWhole() throws {
    var labels: [Int] = []
    var groups: [Int] = []
    for group in 0..<30 {
      for _ in 0...(group % 4) {
        labels.append(group % 3)
        groups.append(group)
      }
    }
    for seed in 0..<10 as Range<UInt64> {
      let found = try folds(labels, groups: groups, count: 4, seed: seed)
      #expect(isWhole(found, rows: labels.count))
      let groupsOfFolds = found.heldOut.map { Set($0.map { groups[$0] }) }
      #expect(groupsOfFolds.reduce(0) { $0 + $1.count } == 30)
      for label in 0..<3 {
        // The largest group has four rows.
        let counts = found.heldOut.map { $0.count { labels[$0] == label } }
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 4)
      }
    }
  }

  /// Rows of one group may have several classes; they stay together.
  @Test func aGroupOfSeveralClassesStaysWhole() throws {
    let found = try folds([0, 1, 0, 1, 0, 1], groups: [0, 0, 1, 1, 2, 2], count: 3)
    #expect(Set(found.heldOut) == [[0, 1], [2, 3], [4, 5]])
  }

  @Test func classesOfOneRowFillTheFolds() throws {
    let found = try folds(Array(0..<12), count: 5)
    #expect(isWhole(found, rows: 12))
    #expect(found.heldOut.map(\.count).sorted() == [2, 2, 2, 3, 3])
  }

  @Test func thereAreNoMoreFoldsThanGroups() throws {
    #expect(try folds([0, 0, 1], count: 10).heldOut.map(\.count) == [1, 1, 1])
    let two = try folds([0, 0, 1, 1, 1], groups: [4, 4, 9, 9, 9], count: 5)
    #expect(Set(two.heldOut) == [[0, 1], [2, 3, 4]])
  }

  @Test func theSeedDecides() throws {
    let labels = (0..<60).map { $0 % 3 }
    #expect(try folds(labels, count: 5, seed: 1) == folds(labels, count: 5, seed: 1))
    #expect(try folds(labels, count: 5, seed: 1) != folds(labels, count: 5, seed: 2))
  }

  @Test func whatCannotBeDividedIsNamed() throws {
    #expect(
      errorText { () throws(HUSEError) in try folds([0, 0, 0], groups: [1, 1, 1], count: 2) }
        == "rows for cross-validation: 3 rows in 1 group cannot be divided into two folds. "
        + "Pass rows of at least two groups; a row without a group is a group by itself.")
    #expect(
      errorText { () throws(HUSEError) in try folds([], count: 2) }
        == "rows for cross-validation: 0 rows in 0 group cannot be divided into two folds. "
        + "Pass rows of at least two groups; a row without a group is a group by itself.")
    #expect(
      errorText { () throws(HUSEError) in try folds([0, 1], groups: [1], count: 2) }
        == "groups of cross-validation: expected shape [2], found [1]. "
        + "Pass one group for each row.")
    for count in [1, 0, -3] {
      #expect(
        errorText { () throws(HUSEError) in try folds([0, 1], count: count) }
          == "folds: expected at least 2, found \(count).")
    }
  }
}
