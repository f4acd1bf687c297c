internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many pairs of a tile have added to it, which orders those that threads work on at once.
///
/// Threads take pairs in the order of their turns, so that a pair waits only for pairs that have
/// ended or are being worked on.
struct TileTurn: ~Copyable {
  private let next = Atomic(0)

  /// Waits until it is this turn's.
  func wait(for turn: Int) {
    while next.load(ordering: .acquiring) != turn { sched_yield() }
  }

  /// Gives the turn to the next.
  func end(_ turn: Int) { next.store(turn + 1, ordering: .releasing) }
}
