/// An image as rows from the top, with three bytes for each pixel: red, green and blue.
package struct RGBImage: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// The bytes of the pixels, `height × width × 3`.
  package let pixels: [UInt8]

  /// Creates an image from its bytes.
  ///
  /// - Precondition: the sides are positive and `pixels.count == width * height * 3`.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3,
      "\(pixels.count) bytes for an image of \(width) × \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

extension RGBImage {
  /// The image drawn on a canvas; `nil` if it exceeds the canvas.
  func placed(
    left: Int, top: Int, onWidth canvasWidth: Int, height canvasHeight: Int, background: [UInt8]
  ) -> RGBImage? {
    guard left + width <= canvasWidth, top + height <= canvasHeight else { return nil }
    guard width < canvasWidth || height < canvasHeight else { return self }
    var canvas = [UInt8](repeating: 0, count: canvasWidth * canvasHeight * 3)
    for index in canvas.indices { canvas[index] = background[index % 3] }
    for row in 0..<height {
      let start = ((top + row) * canvasWidth + left) * 3
      canvas.replaceSubrange(
        start..<start + width * 3, with: pixels[row * width * 3..<(row + 1) * width * 3])
    }
    return RGBImage(width: canvasWidth, height: canvasHeight, pixels: canvas)
  }
}
