import Foundation
internal import HUSECore

/// Interpolates the learned positions of a square of patches.
enum PositionGrid {
  /// The positions of a square of patches, interpolated from a square of another size.
  ///
  /// The interpolation is bicubic (Keys 1981, a = −0.75) between the centres of patches, without
  /// antialiasing. It is PyTorch's `interpolate(mode: "bicubic")`, which DINOv2 uses for images of
  /// other sizes.
  ///
  /// `positions` is `[side² × hidden]`, row after row.
  static func resized(_ positions: Matrix, from side: Int, to newSide: Int) -> Matrix {
    guard side != newSide else { return positions }
    let taps = (0..<newSide).map { self.taps(at: $0, from: side, to: newSide) }
    var result = Matrix(rows: newSide * newSide, columns: positions.columns)
    for row in 0..<newSide {
      for column in 0..<newSide {
        for (y, vertical) in taps[row] {
          for (x, horizontal) in taps[column] {
            let weight = vertical * horizontal
            let (target, source) = (row * newSide + column, y * side + x)
            for index in 0..<positions.columns {
              result[target, index] += weight * positions[source, index]
            }
          }
        }
      }
    }
    return result
  }

  /// The four positions along a side from which a new one is interpolated, with their weights.
  private static func taps(
    at index: Int, from side: Int, to newSide: Int
  ) -> [(place: Int, weight: Float)] {
    let center = (Float(index) + 0.5) * (Float(side) / Float(newSide)) - 0.5
    let first = Int(center.rounded(.down))
    return (-1...2).map { step in
      // Beyond the edge, the outermost position is used.
      (min(max(first + step, 0), side - 1), weight(at: abs(center - Float(first + step))))
    }
  }

  private static func weight(at x: Float) -> Float {
    let a: Float = -0.75
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  }
}
