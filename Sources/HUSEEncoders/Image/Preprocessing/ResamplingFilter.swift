import Foundation

/// The function that weights the neighbours of a resampled pixel.
package enum ResamplingFilter: String, Sendable {
  /// A triangle two pixels wide.
  case bilinear
  /// The cubic convolution of Keys (1981) with a = −0.5, four pixels wide.
  case bicubic

  /// Half the width of the filter, in pixels of the coarser grid.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear:
      return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
      return 0
    }
  }
}
