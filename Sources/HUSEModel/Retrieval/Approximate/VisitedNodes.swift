/// A set of nodes that is emptied in no time: a node is in it if its byte is the stamp of the
/// current search.
final class VisitedNodes {
  private let count: Int
  private let stamps: UnsafeMutablePointer<UInt8>
  private var stamp: UInt8 = 1

  init(count: Int) {
    self.count = count
    stamps = .allocate(capacity: max(count, 1))
    stamps.initialize(repeating: 0, count: count)
  }

  deinit { stamps.deallocate() }

  /// - Precondition: the node lies in `0..<count`, which is not checked in a release build.
  func contains(_ node: UInt32) -> Bool {
    assert(Int(node) < count, "node \(node) of \(count)")
    return stamps[Int(node)] == stamp
  }

  /// Inserts a node; returns whether it was not there.
  ///
  /// There is no branch, for nothing could predict it.
  ///
  /// - Precondition: as for `contains`.
  func insert(_ node: UInt32) -> Bool {
    let isNew = !contains(node)
    stamps[Int(node)] = stamp
    return isNew
  }

  func removeAll() {
    stamp &+= 1
    guard stamp == 0 else { return }
    stamps.update(repeating: 0, count: count)
    stamp = 1
  }
}
