import HUSECore
import Testing

@Suite struct ParallelMapTests {
  private struct Failure: Error, Equatable {
    let index: Int
  }

  @Test(arguments: [0, 1, 2, 100])
  func resultsAreInTheOrderOfTheIndices(count: Int) {
    #expect(Parallel.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  /// The larger of two indices fails at once, the smaller one after all others have been taken.
  @Test(arguments: [1, 2, 4])
  func theSmallestIndexThatFailsDecides(threads: Int) {
    #expect(throws: Failure(index: 3)) {
      try Parallel.map(50, threads: threads, state: {}) { (index, _) throws(Failure) in
        if index == 3 || index > 5 { throw Failure(index: index) }
        return index
      }
    }
  }

  /// Each state counts its calls; together they are all indices.
  @Test(arguments: [1, 3])
  func eachThreadHasItsOwnState(threads: Int) {
    let numbers = Parallel.map(60, threads: threads, state: { 0 }) { _, calls in
      calls += 1
      return calls
    }
    let states = numbers.count { $0 == 1 }
    #expect((1...threads).contains(states))
    // The n-th call of a state implies its calls before.
    for number in 1...60 {
      #expect(numbers.count { $0 == number } <= states)
    }
    #expect(numbers.count == 60)
    if threads == 1 { #expect(numbers == Array(1...60)) }
  }
}
