import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Units of work in phases, which threads take one after another.
///
/// A unit waits only for units of earlier phases, which have ended or are being worked on, so even
/// a single thread reaches the end.
final class PhasedUnits: Sendable {
  /// The number of the first unit of each phase, followed by the number of all units.
  private let starts: [Int]
  private let next = Atomic(0)
  private let done = Atomic(0)

  init(_ counts: [Int]) {
    starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// Works on units until none is left.
  func work(_ body: (_ phase: Int, _ unit: Int) -> Void) {
    var phase = 0
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < starts[starts.count - 1] else { return }
      while number >= starts[phase + 1] { phase += 1 }
      wait(for: starts[phase])
      body(phase, number - starts[phase])
      done.add(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Waits until `count` units have ended.
  ///
  /// All units of a phase end before one of the next begins, so these are the units of the earlier
  /// phases.
  private func wait(for count: Int) {
    var turns = 0
    while done.load(ordering: .acquiring) < count {
      turns += 1
      // Another thread may need this core to finish.
      if turns.isMultiple(of: 1 << 12) { sched_yield() }
    }
  }
}
