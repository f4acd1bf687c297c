/// A picture: rows from the top, each place three bytes red, green and blue.
package struct RGBImage: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// The bytes, `height × width × 3`.
  package let pixels: [UInt8]

  /// Creates a picture from its bytes.
  ///
  /// - Precondition: the sides are positive and `pixels.count == width * height * 3`.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3,
      "\(pixels.count) bytes for a picture of \(width) × \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
