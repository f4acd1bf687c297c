package import HUSECore

/// A network that turns pictures into feature vectors, one picture at a time.
package protocol ConvolutionalNetwork: Sendable {
  /// The length of a feature vector.
  var dimension: Int { get }
  /// What is done to a picture first.
  var preprocessing: ImagePreprocessing { get }
  /// The convolutions, in order.
  var weights: [ConvolutionWeights] { get }

  /// The features of one preprocessed picture of any size, `[1 × dimension]`.
  func features(of input: FeatureMap, in pool: inout BufferPool) -> Matrix
}

extension ConvolutionalNetwork {
  /// The features of pictures, `[images.count × dimension]`.
  ///
  /// The pictures are dealt out to the cores, and each is decoded, resized and encoded by itself:
  /// its row does not depend on the others, and no more than one picture for each core is in
  /// memory.
  ///
  /// - Throws: the error of the first picture that cannot be decoded.
  func encodedFeatures(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    let rows = try ConcurrentMap.results(count: images.count, state: BufferPool.init) {
      (index, pool) throws(HUSEError) in
      let image = try ImageDecoder.decode(images[index])
      return features(of: preprocessing(image), in: &pool)
    }
    var result = Matrix(uninitializedRows: rows.count, columns: dimension)
    result.withUnsafeMutableBufferPointer { target in
      for (index, row) in rows.enumerated() {
        row.withUnsafeBufferPointer {
          _ = target[(index * row.count)...].update(fromContentsOf: $0)
        }
      }
    }
    return result
  }

  /// The weights by name, from which an equal network can be read.
  var storedTensors: [String: Tensor] {
    weights.reduce(into: [:]) { $0.merge($1.tensors) { first, _ in first } }
  }
}
