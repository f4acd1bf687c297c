import HUSE
import Synchronization

/// Pairs of somebody's own, which are not in memory for those that use them.
struct OtherPairs: PairedDataset {
  private let pairs: PairedFeatures
  private let willRead: @Sendable (_ rows: ArraySlice<Int>) throws(HUSEError) -> Void
  let labels: [Int]
  var imageDimension: Int { pairs.imageDimension }
  var textDimension: Int { pairs.textDimension }
  var classNames: [String] { pairs.classNames }

  /// The pairs, with their labels or others; `willRead` is called before rows are read.
  init(
    _ pairs: PairedFeatures, labels: [Int]? = nil,
    willRead: @escaping @Sendable (_ rows: ArraySlice<Int>) throws(HUSEError) -> Void = { _ in }
  ) {
    (self.pairs, self.labels, self.willRead) = (pairs, labels ?? pairs.labels, willRead)
  }

  /// The pairs, of which one cannot be read.
  init(_ pairs: PairedFeatures, unreadable row: Int) {
    self.init(pairs) { (rows) throws(HUSEError) in
      if rows.contains(row) { throw Self.error(ofRow: row) }
    }
  }

  /// The pairs, of which one can be read only once, as ranks do before they begin.
  init(_ pairs: PairedFeatures, vanishing row: Int) {
    final class State: Sendable { let isGone = Mutex(false) }
    let state = State()
    self.init(pairs) { (rows) throws(HUSEError) in
      guard rows.contains(row) else { return }
      let isGone = state.isGone.withLock { isGone in
        defer { isGone = true }
        return isGone
      }
      if isGone { throw Self.error(ofRow: row) }
    }
  }

  /// The error of a row that cannot be read.
  static func error(ofRow row: Int) -> HUSEError {
    .fileNotFound(path: "row \(row)", remedy: "Plug it in.")
  }

  func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    try willRead(rows)
    try pairs.gather(rows: rows, images: &images, texts: &texts)
  }
}
