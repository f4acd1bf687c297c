internal import HUSECore

/// The vectors of an index as they are stored.
enum StoredVectors: Sendable, Equatable {
  case float32(Matrix)
  case float16(HalfRows)
  case int8(QuantizedPanels, exact: Matrix)

  /// The maximum length of a vector whose integer product fits in 32 bits.
  private static let longestQuantized = 1 << 16

  /// Checks that vectors of a length can be stored.
  ///
  /// - Throws: `HUSEError.invalidArgument` if they cannot.
  static func check(_ storage: VectorStorage, dimension: Int) throws(HUSEError) {
    guard storage != .int8 || dimension <= longestQuantized else {
      throw .invalidArgument(
        name: "storage", found: "int8 for vectors of \(dimension) values",
        expected: "float32 or float16 beyond \(longestQuantized) values")
    }
  }

  /// Stores vectors whose length was checked.
  init(_ vectors: Matrix, as storage: VectorStorage) {
    self =
      switch storage {
      case .float32: .float32(vectors)
      case .float16: .float16(HalfRows(rounding: vectors))
      case .int8: .int8(QuantizedPanels(quantizing: vectors), exact: vectors)
      }
  }

  var storage: VectorStorage {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .int8: .int8
    }
  }

  var rows: Int {
    switch self {
    case .float32(let vectors), .int8(_, let vectors): vectors.rows
    case .float16(let halves): halves.rows
    }
  }

  var columns: Int {
    switch self {
    case .float32(let vectors), .int8(_, let vectors): vectors.columns
    case .float16(let halves): halves.columns
    }
  }

  /// The vectors in single precision; 16-bit vectors are converted.
  var matrix: Matrix {
    switch self {
    case .float32(let vectors), .int8(_, let vectors): vectors
    case .float16(let halves): halves[rows: 0..<halves.rows]
    }
  }

  /// The similarity of a stored vector to a vector in single precision.
  func similarity(ofRow row: Int, to vector: Matrix) -> Float {
    switch self {
    case .float32(let vectors), .int8(_, let vectors):
      Float(Kernels.best.dot(vectors[rows: row..<row + 1], vector))
    case .float16(let halves):
      Float(Kernels.best.dot(halves[rows: row..<row + 1], vector))
    }
  }

  /// The vectors at some positions, in single precision.
  func gathering(rowsAt positions: [Int]) -> Matrix {
    switch self {
    case .float32(let vectors), .int8(_, let vectors):
      return vectors.gathering(rowsAt: positions)
    case .float16(let halves):
      var result = Matrix(rows: positions.count, columns: halves.columns)
      for (row, position) in positions.enumerated() {
        result.assign(halves[rows: position..<position + 1], atRow: row)
      }
      return result
    }
  }
}
