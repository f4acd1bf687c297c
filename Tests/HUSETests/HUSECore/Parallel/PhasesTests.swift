import HUSECore
import Testing

@Suite struct PhasesTests {
  /// What units of earlier phases wrote is there, with fewer, as many and more units than threads.
  ///
  /// Nothing here orders the accesses but the phases themselves.
  @Test(arguments: [1, 2, 8])
  func phasesFollowEachOther(threads: Int) {
    let counts = [3, 1, 0, 17, 2, 1, 40]
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let expected = zip(starts, counts).flatMap { [Int](repeating: $0 + 1, count: $1) }
    for _ in 0..<50 {
      var found = [Int](repeating: 0, count: expected.count)
      found.withUnsafeMutableBufferPointer { found in
        // Each place is written by one unit, and read by those of later phases.
        nonisolated(unsafe) let found = found
        Parallel.inPhases(threads: threads, counts: counts) { phase, unit, _ in
          let written = (0..<starts[phase]).count { found[$0] > 0 }
          found[starts[phase] + unit] = written + 1
        }
      }
      #expect(found == expected)
    }
  }

  @Test func noUnits() {
    Parallel.inPhases(threads: 2, counts: []) { _, _, _ in Issue.record("a unit of nothing") }
    Parallel.inPhases(threads: 2, counts: [0, 0]) { _, _, _ in Issue.record("a unit of nothing") }
  }
}
