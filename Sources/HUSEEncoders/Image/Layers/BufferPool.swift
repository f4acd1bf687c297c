package import HUSECore

/// Memory that the layers of a network hand on to each other, so that it is allocated once for each
/// thread and not once for each layer and picture.
package struct BufferPool {
  private var free: [MatrixStorage] = []

  package init() {}

  /// A matrix with arbitrary values, in the smallest free memory that holds it.
  mutating func matrix(rows: Int, columns: Int) -> Matrix {
    let fitting = free.indices.filter { free[$0].count >= rows * columns }
    guard let best = fitting.min(by: { free[$0].count < free[$1].count }) else {
      return Matrix(uninitializedRows: rows, columns: columns)
    }
    return Matrix(storage: free.remove(at: best), offset: 0, rows: rows, columns: columns)
  }

  /// Takes back memory that is no longer read; if someone still does, it is copied when written.
  package mutating func recycle(_ matrix: consuming Matrix) {
    guard matrix.storage.isWritable else { return }
    free.append(matrix.storage)
  }
}
