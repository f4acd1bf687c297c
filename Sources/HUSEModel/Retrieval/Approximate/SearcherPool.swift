import Foundation
internal import HUSECore

/// The memory of searches that have ended, for those that begin.
final class SearcherPool: Sendable {
  private let columns: Int
  private let itemCount: Int
  private let degree: Int
  /// Guards `free`; unlike that of `Mutex`, its order is visible to the thread sanitizer.
  private let lock = NSLock()
  nonisolated(unsafe) private var free: [GraphSearcher] = []

  /// Memory for searches of a graph of some items with so many links.
  init(for items: QuantizedItems, degree: Int) {
    (columns, itemCount) = (items.columns, items.rows)
    self.degree = degree
  }

  /// A searcher that returns to the pool with the end of the lease.
  func lease() -> Lease {
    let searcher = lock.withLock { free.popLast() }
    return Lease(
      of: searcher ?? GraphSearcher(columns: columns, itemCount: itemCount, degree: degree),
      from: self)
  }

  final class Lease {
    let searcher: GraphSearcher
    private let pool: SearcherPool

    fileprivate init(of searcher: GraphSearcher, from pool: SearcherPool) {
      self.searcher = searcher
      self.pool = pool
    }

    deinit { pool.lock.withLock { pool.free.append(searcher) } }
  }
}
