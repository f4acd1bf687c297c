/// A pool of reusable memory, which is allocated once for each thread instead of for each layer,
/// image or step.
package struct BufferPool: Sendable {
  private var free: [MatrixStorage] = []

  package init() {}

  /// A matrix with arbitrary values, in the smallest free piece of memory that is large enough.
  package mutating func matrix(rows: Int, columns: Int) -> Matrix {
    var best: Int?
    for index in free.indices where free[index].count >= rows * columns {
      if best.map({ free[index].count < free[$0].count }) ?? true { best = index }
    }
    guard let best else { return Matrix(uninitializedRows: rows, columns: columns) }
    return Matrix(storage: free.remove(at: best), offset: 0, rows: rows, columns: columns)
  }

  /// Takes back memory that is no longer needed; if it is still referenced, it is copied when
  /// written.
  package mutating func recycle(_ matrix: consuming Matrix) {
    guard matrix.storage.isWritable else { return }
    free.append(matrix.storage)
  }
}
