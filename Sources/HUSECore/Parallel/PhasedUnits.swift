import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Units of work in phases, which threads take one after the other.
///
/// A unit that is taken waits for units of earlier phases only, which are done or with other threads:
/// even a single thread comes to the end.
final class PhasedUnits: Sendable {
  /// The number of the first unit of each phase, and of all.
  private let starts: [Int]
  private let next = Atomic(0)
  private let done = Atomic(0)

  init(_ counts: [Int]) {
    starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// Takes units until none is left.
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

  /// Waits until as many units are done; all of a phase end before one of the next begins, so that
  /// these are those of the phases before.
  private func wait(for count: Int) {
    var turns = 0
    while done.load(ordering: .acquiring) < count {
      turns += 1
      // Another thread may need this core to come to its end.
      if turns.isMultiple(of: 1 << 12) { sched_yield() }
    }
  }
}
