import Foundation

/// An image of one shape on white, as the bytes of a BMP file.
struct DrawnImage {
  enum Shape: CaseIterable { case disc, bars, frame }

  let shape: Shape
  /// Red, green, blue.
  let color: [UInt8]
  /// From 0, makes images of one shape and colour differ.
  let variant: Int

  static let side = 64

  var bytes: Data {
    let rowBytes = Self.side * 3
    var data = Data("BM".utf8)
    func append(_ values: UInt32...) {
      for value in values {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    append(UInt32(54 + rowBytes * Self.side), 0, 54)
    // One plane, 24 bits a pixel.
    append(40, UInt32(Self.side), UInt32(Self.side), 1 | 24 << 16, 0, 0, 2835, 2835, 0, 0)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        data.append(contentsOf: isInside(x, y) ? color.reversed() : [255, 255, 255])
      }
    }
    return data
  }

  private func isInside(_ x: Int, _ y: Int) -> Bool {
    let (dx, dy) = (x - Self.side / 2, y - Self.side / 2)
    let size = 18 + 2 * variant
    switch shape {
    case .disc: return dx * dx + dy * dy < size * size
    case .bars: return (x / (4 + variant)) % 2 == 0 && abs(dy) < size
    case .frame: return max(abs(dx), abs(dy)) < size && max(abs(dx), abs(dy)) > size - 7
    }
  }
}
