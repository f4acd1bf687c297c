import HUSE
import Synchronization
import Testing

/// Which rows a search for a recipe learns from, seen by the pairs themselves.
@Suite struct RecipeFoldTests {
  /// The rows that were read, in the order of the calls.
  private final class Reads: Sendable {
    private let calls = Mutex<[[Int]]>([])

    func append(_ rows: ArraySlice<Int>) { calls.withLock { $0.append(Array(rows)) } }

    /// The calls since this was asked last.
    func take() -> [[Int]] {
      calls.withLock { calls in
        defer { calls = [] }
        return calls
      }
    }
  }

  /// What was read for the regressions and for the towers of each fold.
  private struct Reading {
    var regressions: [[[Int]]] = []
    var towers: [Set<Int>] = []
  }

  private func reading(
    of pairs: PairedFeatures, groups: [Int], foldCount: Int
  ) throws -> Reading {
    let reads = Reads()
    let watched = OtherPairs(pairs) { reads.append($0) }
    var result = Reading()
    let recipe = TrainingRecipe.small(for: pairs, hasGraph: false, steps: 15)
    _ = try TrainingRecipe.chosen(
      for: watched, groups: groups, startingAt: recipe, varying: [], foldCount: foldCount
    ) { progress in
      switch progress.stage {
      case .regressions(let fold, _):
        let calls = reads.take()
        if fold > 1 { result.regressions.append(calls) }
      case .fold(let fold, _, _, _):
        // All batches of this fold are read with its last step, and none of the next.
        guard let step = progress.step, step.step == step.stepCount else { return }
        var calls = reads.take()
        if fold == 1 {
          result.regressions.append(Array(calls.prefix(2)))
          calls.removeFirst(2)
        }
        result.towers.append(Set(calls.joined()))
      default:
        Issue.record("stage \(progress.stage)")
      }
    }
    return result
  }

  @Test func heldOutRowsAreNotLearnedFrom() throws {
    let world = try SmallWorld()
    // Four groups of three rows in each class.
    let groups = (0..<48).map { $0 % 16 }
    let reading = try reading(of: world.pairs, groups: groups, foldCount: 4)
    let folds = try Folds(labels: world.pairs.labels, groups: groups, count: 4, seed: 7)
    #expect(reading.regressions.count == 4 && reading.towers.count == 4)
    for fold in folds.heldOut.indices {
      // First those that are measured, then those that regressions are fitted on.
      #expect(reading.regressions[fold] == [folds.heldOut[fold], folds.kept(fold)])
      #expect(reading.towers[fold] == Set(folds.kept(fold)))
      let held = Set(folds.heldOut[fold].map { groups[$0] })
      #expect(held.isDisjoint(with: reading.towers[fold].map { groups[$0] }))
    }
    #expect(folds.heldOut.allSatisfy { $0.count == 12 })
  }

  /// A class with a single group is learned from, and is not measured.
  @Test func aClassOfOneGroupIsNotHeldOut() throws {
    let world = try SmallWorld()
    var groups = Array(0..<48)
    for row in 0..<48 where world.pairs.labels[row] == 2 { groups[row] = 2 }
    let reading = try reading(of: world.pairs, groups: groups, foldCount: 3)
    let measured = Set(reading.regressions.flatMap { $0[0] })
    #expect(measured == Set((0..<48).filter { world.pairs.labels[$0] != 2 }))
    #expect(reading.towers.count == 3)
    #expect(reading.towers.allSatisfy { !$0.isEmpty })
  }

  /// Rows that are set aside for a test.
  @Test func rowsThatAreNotPassedAreNotRead() throws {
    let world = try SmallWorld()
    let reads = Reads()
    let watched = OtherPairs(world.pairs) { reads.append($0) }
    let rows = (0..<48).filter { $0 % 5 != 0 }
    let recipe = TrainingRecipe.small(for: watched, hasGraph: false, steps: 5)
    let pairs = SelectedPairs(watched, rows: rows)
    let found = try TrainingRecipe.chosen(for: pairs, startingAt: recipe, foldCount: 2)
    _ = try SharedEmbedding.trained(on: pairs, by: found)
    #expect(Set(reads.take().joined()) == Set(rows))
  }
}
