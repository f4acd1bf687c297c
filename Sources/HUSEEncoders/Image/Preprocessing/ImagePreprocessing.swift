internal import HUSECore

/// The preprocessing of an image for a network: a resize, a centre crop and a normalisation of each
/// channel.
package struct ImagePreprocessing: Sendable, Hashable, Codable {
  /// How an image is resized.
  package enum Resizing: Sendable, Hashable, Codable {
    /// The short side gets the given length, and the long side keeps the aspect ratio.
    case shortSide(Int)
    /// Both sides get the given length, whatever the shape of the image.
    case square(Int)
  }

  /// The rounding of the crop's start if the number of pixels outside it is odd.
  package enum CropRounding: String, Sendable, Hashable, Codable {
    /// The even one of the two positions, as in torchvision's `center_crop`.
    case toEven
    /// The smaller one of the two, as in transformers' `center_crop`.
    case down
  }

  package let resizing: Resizing
  /// The side of the square crop from the centre.
  package let cropSide: Int
  package let cropRounding: CropRounding
  package let filter: ResamplingFilter
  /// The mean of red, green and blue, which is subtracted, on the scale from 0 to 255.
  package let mean: [Float]
  /// The standard deviation of red, green and blue, on the same scale.
  package let deviation: [Float]

  /// Creates a preprocessing.
  ///
  /// - Precondition: `cropSide` is positive and no longer than the sides after resizing; `mean` and
  ///   `deviation` have three values each.
  package init(
    resizing: Resizing, cropSide: Int, cropRounding: CropRounding = .toEven,
    filter: ResamplingFilter, mean: [Float], deviation: [Float]
  ) {
    self.resizing = resizing
    self.cropSide = cropSide
    self.cropRounding = cropRounding
    self.filter = filter
    self.mean = mean
    self.deviation = deviation
    precondition(isValid, "\(self)")
  }

  /// Whether every image can be preprocessed with these values.
  var isValid: Bool {
    let side =
      switch resizing {
      case .shortSide(let side), .square(let side): side
      }
    return 1...side ~= cropSide && side <= Self.longestSide
      && mean.count == 3 && mean.allSatisfy(\.isFinite)
      && deviation.count == 3 && deviation.allSatisfy { $0.isFinite && $0 != 0 }
  }

  /// - Throws: `HUSEError.malformedFile` for impossible values.
  func check(path: String) throws(HUSEError) {
    guard isValid else {
      throw .malformedFile(
        path: path, problem: "the preprocessing of images cannot be: \(self)",
        remedy: JSONDocument.storedRemedy)
    }
  }

  /// The longest side that an image is resized to: longer ones are errors in a file.
  static let longestSide = 2048

  /// The preprocessing of EfficientNet-Lite0: bicubic to 256, a crop of 224, (x − 127) / 128.
  ///
  /// Source: the TensorFlow implementation (`efficientnet/lite` and `efficientnet/preprocessing`,
  /// crop padding 32).
  package static let efficientNetLite0 = ImagePreprocessing(
    resizing: .shortSide(256), cropSide: 224, filter: .bicubic, mean: [127, 127, 127],
    deviation: [128, 128, 128])

  /// The preprocessing of torchvision's ResNets: bilinear to 256, a crop of 224, ImageNet's mean
  /// and standard deviation.
  package static let resNet = ImagePreprocessing(
    resizing: .shortSide(256), cropSide: 224, filter: .bilinear,
    mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
    deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255])

  /// The input of the network, `[cropSide × cropSide × 3]`.
  package func callAsFunction(_ image: RGBImage) -> FeatureMap {
    let (width, height) = resizedSides(of: image)
    let part = image.resampled(
      width: width, height: height, columns: middle(of: width), rows: middle(of: height),
      filter: filter)
    // A look-up for each byte instead of a division.
    let table = (0..<3).flatMap { channel in
      (0..<256).map { (Float($0) - mean[channel]) / deviation[channel] }
    }
    var values = Matrix(uninitializedRows: cropSide * cropSide, columns: 3)
    values.withUnsafeMutableBufferPointer { target in
      part.pixels.withUnsafeBufferPointer { pixels in
        table.withUnsafeBufferPointer { table in
          for pixel in stride(from: 0, to: pixels.count, by: 3) {
            for channel in 0..<3 {
              target[pixel + channel] = table[channel * 256 + Int(pixels[pixel + channel])]
            }
          }
        }
      }
    }
    return FeatureMap(height: cropSide, width: cropSide, values: values)
  }

  private func resizedSides(of image: RGBImage) -> (width: Int, height: Int) {
    switch resizing {
    case .shortSide(let side):
      image.width <= image.height
        ? (side, side * image.height / image.width)
        : (side * image.width / image.height, side)
    case .square(let side): (side, side)
    }
  }

  /// The range of the crop along a side.
  private func middle(of side: Int) -> Range<Int> {
    let beside = Double(side - cropSide) / 2
    let start = Int(
      cropRounding == .toEven ? beside.rounded(.toNearestOrEven) : beside.rounded(.down))
    return start..<start + cropSide
  }
}
