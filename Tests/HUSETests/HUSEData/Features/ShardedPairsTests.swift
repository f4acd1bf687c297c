import HUSE
import Testing

/// Pairs of which each rank holds a part.
@Suite struct ShardedPairsTests {
  /// Five pairs whose features are their number.
  static func pairs(classNames: [String] = ["a", "b"], imageLength: Int = 2) throws
    -> PairedFeatures
  {
    func matrix(_ columns: Int, _ factor: Float) -> Matrix {
      var matrix = Matrix(rows: 5, columns: columns)
      for row in 0..<5 { for column in 0..<columns { matrix[row, column] = Float(row) * factor } }
      return matrix
    }
    return try PairedFeatures(
      images: matrix(imageLength, 1), texts: matrix(3, 10), labels: [0, 1, 0, 1, 1],
      classNames: classNames)
  }

  /// The rows of rank 1; rank 0 has those before, and rank 2 none.
  static func part(_ rank: Int) throws -> (any PairedDataset)? {
    switch rank {
    case 0: SelectedPairs(try pairs(), rows: [0, 1])
    case 1: SelectedPairs(try pairs(), rows: [2, 3, 4])
    default: nil
    }
  }

  /// All at once, and a row or two at a time.
  @Test(arguments: [1 << 20, 80, 1])
  func everyRankReadsRowsOfItsChoice(mostBytes: Int) throws {
    let wanted = [[4, 0, 4, 1], [], [3, 2]]
    let found = try InProcessCommunicator.run(ranks: 3) { communicator in
      let pairs = try ShardedPairs(
        Self.part(communicator.rank), over: communicator, mostBytes: mostBytes)
      #expect(pairs.labels == [0, 1, 0, 1, 1])
      #expect(pairs.classNames == ["a", "b"])
      #expect(pairs.count == 5 && pairs.imageDimension == 2 && pairs.textDimension == 3)
      let rows = wanted[communicator.rank]
      var images = Matrix(rows: rows.count, columns: 2)
      var texts = Matrix(rows: rows.count, columns: 3)
      try pairs.gather(rows: rows[...], images: &images, texts: &texts)
      return [images, texts]
    }
    for (rows, matrices) in zip(wanted, found) {
      #expect(matrices[0].values == rows.flatMap { [Float($0), Float($0)] })
      #expect(matrices[1].values == rows.flatMap { row in (0..<3).map { _ in Float(row * 10) } })
    }
  }

  @Test func partsThatDoNotFitAreNamed() throws {
    func texts(_ other: @escaping @Sendable () throws -> (any PairedDataset)?) throws -> [String] {
      try InProcessCommunicator.run(ranks: 3) { communicator in
        do {
          _ = try ShardedPairs(
            communicator.rank == 2 ? other() : Self.part(communicator.rank), over: communicator)
          return "no error"
        } catch { return "\(error)" }
      }
    }
    for text in try texts({ try Self.pairs(imageLength: 7) }) {
      #expect(
        text.hasPrefix(
          "Rank 2 differs from rank 0: length of image features 7, on rank 0 2."), "\(text)")
    }
  }

  /// A label of a data set of one's own that names no class ends all ranks.
  @Test(arguments: [4, -1]) func labelsThatNameNoClassEndAll(label: Int) throws {
    let texts = try InProcessCommunicator.run(ranks: 2) { communicator in
      let own = try Self.pairs(classNames: communicator.rank == 0 ? ["a", "b"] : ["a", "c"])
      let part = OtherPairs(own, labels: communicator.rank == 0 ? nil : [0, 1, label, 0, 0])
      do {
        _ = try ShardedPairs(part, over: communicator)
        return "no error"
      } catch { return "\(error)" }
    }
    for text in texts {
      #expect(
        text.hasPrefix(
          "Rank 1 failed: sharded pairs: row 2: label \(label) names none of the 2 classes"),
        "\(text)")
    }
  }

  @Test func twoRanksWithTheSameRowsAreRefused() throws {
    let texts = try InProcessCommunicator.run(ranks: 3) { communicator in
      do {
        _ = try ShardedPairs(
          communicator.rank == 1 ? nil : Self.pairs(), over: communicator)
        return "no error"
      } catch { return "\(error)" }
    }
    for text in texts {
      #expect(
        text == "sharded pairs: are the same on ranks 0 and 2: 5 rows. "
          + "Give each rank its own part.")
    }
  }

  /// Parts list the classes of their own rows, as those of `encode --part` do.
  @Test func classesAreThoseOfAllParts() throws {
    let parts = try [["plum", "fig"], ["plum", "apple"], ["fig", "kiwi"]].enumerated().map {
      (rank, names) in
      let features = Matrix(rows: 2, columns: 1, repeating: Float(rank + 1))
      return try PairedFeatures(
        images: features, texts: features, labels: [0, 1], classNames: names)
    }
    let found = try InProcessCommunicator.run(ranks: 4) { communicator in
      let part = communicator.rank < 3 ? parts[communicator.rank] : nil
      let pairs = try ShardedPairs(part, over: communicator)
      #expect(pairs.classNames == ["apple", "fig", "kiwi", "plum"])
      return pairs.labels.map { pairs.classNames[$0] }
    }
    for names in found { #expect(names == ["plum", "fig", "plum", "apple", "fig", "kiwi"]) }
  }

  @Test(arguments: [false, true])
  func noRowsAtAllAreRefused(hasParts: Bool) throws {
    let errors = try InProcessCommunicator.run(ranks: 2) { communicator -> HUSEError? in
      let empty = PairedFeatures(
        batch: Matrix(rows: 0, columns: 2), Matrix(rows: 0, columns: 3), labels: [],
        classNames: ["a"])
      do {
        _ = try ShardedPairs(hasParts ? empty : nil, over: communicator)
        return nil
      } catch let error as HUSEError { return error }
    }
    for error in errors {
      #expect(
        error?.description
          == "sharded pairs: are empty on every rank. Give one rank at least a part of the data.")
    }
  }

  /// A rank that cannot read fails on all, and none waits for ever.
  @Test(arguments: [false, true])
  func aRankThatCannotReadEndsAll(isAtOnce: Bool) throws {
    let texts = try InProcessCommunicator.run(ranks: 2) { communicator in
      let own = try SelectedPairs(
        Self.pairs(), rows: communicator.rank == 0 ? [0, 1] : [2, 3, 4])
      let rows = try own.loaded(rows: Array(0..<own.count))
      do {
        let pairs = try ShardedPairs(
          isAtOnce ? OtherPairs(rows, unreadable: 2) : OtherPairs(rows, vanishing: 2),
          over: communicator)
        #expect(!isAtOnce)
        var (images, texts) = (Matrix(rows: 1, columns: 2), Matrix(rows: 1, columns: 3))
        try pairs.gather(rows: [3], images: &images, texts: &texts)
        try pairs.gather(rows: [communicator.rank * 4], images: &images, texts: &texts)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].hasPrefix("Rank 1 failed: row 2: no such file or folder"), "\(texts[0])")
  }
}
