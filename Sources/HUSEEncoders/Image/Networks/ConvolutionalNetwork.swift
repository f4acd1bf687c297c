package import HUSECore

/// A convolutional network that turns an image into a feature vector.
package protocol ConvolutionalNetwork: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }
  /// The preprocessing of images.
  var preprocessing: ImagePreprocessing { get }
  /// The convolutions, in order.
  var weights: [ConvolutionWeights] { get }

  /// The features of one preprocessed image of any size, `[1 × dimension]`.
  func features(of input: FeatureMap, in pool: inout BufferPool) -> Matrix
}

extension ConvolutionalNetwork {
  /// The features of images, `[images.count × dimension]`.
  ///
  /// Each thread decodes, resizes and encodes one image at a time. A row does not depend on the
  /// other images, and memory holds at most one image per thread.
  ///
  /// - Throws: the error of the first image that cannot be decoded.
  func encodedFeatures(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    let rows = try Parallel.map(images.count, state: BufferPool.init) {
      (index, pool) throws(HUSEError) in
      let image = try ImageDecoder.decode(images[index])
      return features(of: preprocessing(image), in: &pool)
    }
    var result = Matrix(uninitializedRows: rows.count, columns: dimension)
    for (index, row) in rows.enumerated() { result.assign(row, atRow: index) }
    return result
  }

  /// The weights by name, from which the same network can be read.
  var storedTensors: [String: Tensor] {
    weights.reduce(into: [:]) { $0.merge($1.tensors) { first, _ in first } }
  }
}
