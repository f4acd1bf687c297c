internal import HUSECore

/// The preprocessing of an image for a network: a resize, a centre crop and a normalisation of each
/// channel.
package struct ImagePreprocessing: Sendable, Hashable {
  /// The length of the short side after resizing.
  package let shortSide: Int
  /// The side of the square crop from the centre.
  package let cropSide: Int
  package let filter: ResamplingFilter
  /// The mean of red, green and blue, which is subtracted, on the scale from 0 to 255.
  package let mean: [Float]
  /// The standard deviation of red, green and blue, on the same scale.
  package let deviation: [Float]

  /// - Precondition: `0 < cropSide <= shortSide`; `mean` and `deviation` hold three values each.
  package init(
    shortSide: Int, cropSide: Int, filter: ResamplingFilter, mean: [Float], deviation: [Float]
  ) {
    precondition(
      cropSide > 0 && cropSide <= shortSide && mean.count == 3 && deviation.count == 3,
      "a crop of \(cropSide) from \(shortSide), \(mean.count) means, \(deviation.count) deviations")
    self.shortSide = shortSide
    self.cropSide = cropSide
    self.filter = filter
    self.mean = mean
    self.deviation = deviation
  }

  /// The preprocessing of EfficientNet-Lite0: bicubic to 256, a crop of 224, (x − 127) / 128.
  ///
  /// Source: the TensorFlow implementation (`efficientnet/lite` and `efficientnet/preprocessing`,
  /// crop padding 32).
  package static let efficientNetLite0 = ImagePreprocessing(
    shortSide: 256, cropSide: 224, filter: .bicubic, mean: [127, 127, 127],
    deviation: [128, 128, 128])

  /// The preprocessing of torchvision's ResNets: bilinear to 256, a crop of 224, ImageNet's mean
  /// and standard deviation.
  package static let resNet = ImagePreprocessing(
    shortSide: 256, cropSide: 224, filter: .bilinear,
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
    let values = part.pixels.indices.map { table[$0 % 3 * 256 + Int(part.pixels[$0])] }
    return FeatureMap(
      height: cropSide, width: cropSide,
      values: Matrix(rows: cropSide * cropSide, columns: 3, values: values))
  }

  private func resizedSides(of image: RGBImage) -> (width: Int, height: Int) {
    image.width <= image.height
      ? (shortSide, shortSide * image.height / image.width)
      : (shortSide * image.width / image.height, shortSide)
  }

  /// The pixels of the crop. The start is rounded to even, as in torchvision's `center_crop`.
  private func middle(of side: Int) -> Range<Int> {
    let start = Int((Double(side - cropSide) / 2).rounded(.toNearestOrEven))
    return start..<start + cropSide
  }
}
