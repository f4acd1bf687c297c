public import Foundation
import HUSE

/// Seeded pictures of 256 × 256: soft waves of colour with some noise.
///
/// Uncompressed BMP, and as large as the encoder scales to: decoding and scaling cost little, and
/// every program decodes to the same pixels.
public enum Pictures {
  private static let side = 256

  /// The bytes of `count` files.
  public static func files(count: Int) -> [Data] {
    var generator = SplitMix64(seed: 10)
    return (0..<count).map { _ in file(using: &generator) }
  }

  private static func file(using generator: inout SplitMix64) -> Data {
    let waves = (0..<3).map { _ in (generator.nextUniform(), generator.nextUniform()) }
    var file = header
    file.reserveCapacity(header.count + side * side * 3)
    for row in 0..<side {
      for column in 0..<side {
        for (horizontal, vertical) in waves {
          let phase = 0.2 * (horizontal * Double(column) + vertical * Double(row))
          let value = 120 + 100 * sin(phase) + 30 * (generator.nextUniform() - 0.5)
          file.append(UInt8(value))
        }
      }
    }
    return file
  }

  /// The headers of a BMP file of 24 bits a pixel without compression.
  private static var header: Data {
    let fields: [(value: Int, bytes: Int)] = [
      (54 + side * side * 3, 4), (0, 4), (54, 4),  // file size, reserved, begin of the pixels
      (40, 4), (side, 4), (side, 4), (1, 2), (24, 2),  // header size, width, height, planes, bits
      (0, 4), (side * side * 3, 4), (2835, 4), (2835, 4), (0, 4), (0, 4),
    ]
    return fields.reduce(into: Data("BM".utf8)) { header, field in
      for byte in 0..<field.bytes { header.append(UInt8(field.value >> (8 * byte) & 0xFF)) }
    }
  }
}
