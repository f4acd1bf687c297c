import Dispatch
import Synchronization

/// Runs work on several threads at once.
///
/// The number of threads is the environment variable `OPENBLAS_NUM_THREADS` or, if it is not set,
/// the number of cores that the process may use. The result of a part must not depend on the thread
/// that runs it.
package enum Parallel {
  /// The number of threads that work together.
  package static var threadCount: Int { LinearAlgebraBackend.current.threads }

  /// Calls `body` for each of `0..<count`, several at a time; a thread that has finished takes the
  /// next.
  package static func forEach(_ count: Int, _ body: @Sendable (_ index: Int) -> Void) {
    forEach(count) { index, _ in body(index) }
  }

  /// Calls `body` for each of `0..<count` in this order, several at a time, with the number of the
  /// thread in `0..<threadCount`.
  package static func forEach(
    _ count: Int, _ body: @Sendable (_ index: Int, _ thread: Int) -> Void
  ) {
    let threads = min(threadCount, count)
    guard threads > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index, thread)
      }
    }
  }

  /// Calls `body` for the units of each phase, several at a time; a phase begins when all units of
  /// the previous one have ended.
  ///
  /// Use it for phases that take microseconds, because threads that wait for the end of a phase
  /// keep their cores busy.
  ///
  /// - Parameters:
  ///   - threads: the number of threads that work together, at most `threadCount`.
  ///   - counts: the number of units in each phase.
  ///   - body: receives the phase, the unit and the number of the thread.
  package static func inPhases(
    threads: Int, counts: [Int],
    _ body: @Sendable (_ phase: Int, _ unit: Int, _ thread: Int) -> Void
  ) {
    let threads = min(threads, threadCount, counts.max() ?? 0)
    guard threads > 1 else {
      for (phase, count) in counts.enumerated() {
        for unit in 0..<count { body(phase, unit, 0) }
      }
      return
    }
    let units = PhasedUnits(counts)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      units.work { body($0, $1, thread) }
    }
  }

  /// Calls `body` for ranges of `size`, which together are `0..<count`, several at a time.
  package static func forEachRange(
    of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    forEach((count + size - 1) / size) { part in
      body(part * size..<min((part + 1) * size, count))
    }
  }

  /// The sum of what `body` returns for ranges of `size`, which together are `0..<count`.
  ///
  /// The results are added in the order of the ranges, so the sum is the same for any number of
  /// threads.
  package static func sum(
    of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Double
  ) -> Double {
    guard count > size else { return count > 0 ? body(0..<count) : 0 }
    let parts = (count + size - 1) / size
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: parts) { sums in
      // Each sum is written by one thread, and is read after all threads have ended.
      nonisolated(unsafe) let sums = sums
      forEachRange(of: count, size: size) { range in
        sums.initializeElement(at: range.lowerBound / size, to: body(range))
      }
      return sums.reduce(0, +)
    }
  }
}
