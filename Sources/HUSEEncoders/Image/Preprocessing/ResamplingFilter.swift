import Foundation

/// The function that weights the neighbours of a resampled pixel.
package enum ResamplingFilter: String, Sendable, Codable {
  /// A triangle two pixels wide.
  case bilinear
  /// The cubic convolution of Keys (1981) with a = −0.5, four pixels wide.
  case bicubic
  /// The sinc function in a window of Lanczos (1956), six pixels wide.
  case lanczos

  /// Half the width of the filter, in pixels of the coarser grid.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
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
    case .lanczos:
      return x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(.pi * x) / (.pi * x)
  }
}
