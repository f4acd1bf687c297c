/// Rows of values that can be changed in place, such as a matrix.
///
/// It lets HUSE apply the same arithmetic to a whole matrix and to the part on which a thread
/// works. `Matrix` is the only public type that conforms.
public protocol WritableRows {
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// The number of threads that may work on one operation on these rows.
  ///
  /// A matrix may use all threads. A part may use one, because other threads already work on the
  /// other parts.
  var operationThreads: Int { get }

  /// Calls `body` with the values, row after row, to be changed in place.
  mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension WritableRows {
  /// The number of values, `rows × columns`.
  public var count: Int { rows * columns }
}

extension Matrix: WritableRows {
  /// All threads, because a matrix has one owner.
  public var operationThreads: Int { Parallel.threadCount }
}
