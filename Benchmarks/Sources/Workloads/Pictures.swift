public import Foundation
import HUSE

/// Seeded pictures of 256 × 256: soft waves of colour with some noise.
///
/// PNG without compression, and as large as the encoder scales to: decoding and scaling cost
/// little, and every program decodes to the same pixels.
public enum Pictures {
  private static let side = 256

  /// The bytes of `count` files.
  public static func files(count: Int) -> [Data] {
    var generator = SplitMix64(seed: 10)
    return (0..<count).map { _ in file(using: &generator) }
  }

  private static func file(using generator: inout SplitMix64) -> Data {
    let waves = (0..<3).map { _ in (generator.nextUniform(), generator.nextUniform()) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(side * (1 + 3 * side))
    for row in 0..<side {
      pixels.append(0)  // No filter.
      for column in 0..<side {
        for (horizontal, vertical) in waves {
          let phase = 0.2 * (horizontal * Double(column) + vertical * Double(row))
          let value = 120 + 100 * sin(phase) + 30 * (generator.nextUniform() - 0.5)
          pixels.append(UInt8(value))
        }
      }
    }
    return StoredPNG.file(width: side, height: side, rows: pixels)
  }
}
