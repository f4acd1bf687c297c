import Foundation
public import HUSE

extension Matrix {
  /// Uniformly distributed values of a seeded generator: the same everywhere.
  public static func uniform(
    rows: Int, columns: Int, in range: ClosedRange<Float> = -1...1, seed: UInt64
  ) -> Matrix {
    var generator = SplitMix64(seed: seed)
    var matrix = Matrix(rows: rows, columns: columns)
    let step = (range.upperBound - range.lowerBound) * 0x1p-24
    matrix.withUnsafeMutableBufferPointer { values in
      for index in values.indices {
        values[index] = range.lowerBound + step * Float(generator.next() >> 40)
      }
    }
    return matrix
  }

  /// Normally distributed values with mean 0 and deviation 1 (Box and Muller).
  static func normal(rows: Int, columns: Int, using generator: inout SplitMix64) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    matrix.withUnsafeMutableBufferPointer { values in
      for index in values.indices {
        let radius = (-2 * log(1 - generator.nextUniform())).squareRoot()
        values[index] = Float(radius * cos(2 * .pi * generator.nextUniform()))
      }
    }
    return matrix
  }
}
