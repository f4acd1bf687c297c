import HUSECore
import Synchronization
import Testing

@Suite struct PhasesTests {
  /// What a unit reads of earlier phases is there, with fewer, as many and more units than threads.
  @Test(arguments: [1, 2, 8])
  func phasesFollowEachOther(threads: Int) {
    let counts = [3, 1, 0, 17, 2, 1, 40]
    for _ in 0..<50 {
      let state = Mutex((done: counts.map { _ in 0 }, early: 0))
      Parallel.inPhases(threads: threads, counts: counts) { phase, _, _ in
        state.withLock { state in
          if !state.done.prefix(phase).elementsEqual(counts.prefix(phase)) { state.early += 1 }
          state.done[phase] += 1
        }
      }
      let (done, early) = state.withLock { $0 }
      #expect(early == 0)
      #expect(done == counts)
    }
  }

  @Test func noUnits() {
    Parallel.inPhases(threads: 2, counts: []) { _, _, _ in Issue.record("a unit of nothing") }
    Parallel.inPhases(threads: 2, counts: [0, 0]) { _, _, _ in Issue.record("a unit of nothing") }
  }
}
