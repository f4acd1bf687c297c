public import Foundation
public import HUSECore

/// An image encoder from a folder that Hugging Face's transformers has saved.
///
/// ```swift
/// let encoder = try PretrainedImageEncoder(contentsOf: folder)    // dinov2-small
/// encoder.kind                                                    // "dinov2"
/// let features = try encoder.features(of: [.file(photo)])         // [1 × 384]
/// ```
///
/// The kind is the `model_type` of `config.json`. A row contains the output of the reference
/// implementation for an image, neither normalised nor scaled:
///
/// - `vit`: the class token after the last normalisation
/// - `dinov2`: the same, `pooler_output`
/// - `clip`: the class token, normalised and projected, `get_image_features`; if the folder has no
///   projection, `pooler_output` instead
/// - `siglip`: the states pooled by attention, `get_image_features`
/// - `resnet`: the means over the last feature map, `pooler_output`
///
/// An image is preprocessed as `preprocessor_config.json` specifies, with Pillow's arithmetic.
/// Several images are computed together, but a row depends only on its own image. An encoder can be
/// used from several tasks at once.
public struct PretrainedImageEncoder: ImageEncoder, Sendable {
  /// The type of the model: `vit`, `dinov2`, `clip`, `siglip` or `resnet`.
  public var kind: String { network.kind }
  let network: PretrainedImageNetwork
  package let preprocessing: ImagePreprocessing

  /// The length of a feature vector.
  public var dimension: Int { network.dimension }

  /// Reads a model from a folder that transformers has saved.
  ///
  /// The folder contains `config.json`, `preprocessor_config.json` (or the `processor_config.json`
  /// that contains it) and the weights, `model.safetensors` or its parts with
  /// `model.safetensors.index.json`. A classifier and a text model are not read. Nothing is
  /// downloaded.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - precision: the numbers in which the weights of a transformer's layers are kept; those of a
  ///     ResNet have 32 bits.
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile`; `.unsupportedFile` with the model type
  ///   or the setting; `.shapeMismatch` with the name of the tensor.
  public init(
    contentsOf folder: URL, precision: EncoderPrecision = .stored
  ) throws(HUSEError) {
    let files = try PretrainedImageFolder(folder, precision: precision)
    self.init(files.network, files.preprocessing)
  }

  init(_ network: PretrainedImageNetwork, _ preprocessing: ImagePreprocessing) {
    self.network = network
    self.preprocessing = preprocessing
  }

  /// The features of images, `[images.count × dimension]`.
  ///
  /// - Throws: the error of the first image that cannot be decoded, with the name of its file;
  ///   `HUSEError.encodingFailed` if features are not finite because of damaged weights.
  public func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    let result =
      switch network {
      case .residual(let network): try network.features(of: images)
      case .transformer(let network): try features(of: images, by: network)
      }
    if let (row, column) = result.firstNonFinite {
      throw .encodingFailed(
        input: "image \(row)", problem: "its feature \(column) is not finite",
        remedy: "The weights of the model are damaged; fetch them again.")
    }
    return result
  }

  private func features(
    of images: [ImageSource], by network: VisionTransformer
  ) throws(HUSEError) -> Matrix {
    let batches = SequenceBatches(count: images.count, length: network.tokensOfImage)
    return try batches.features(dimension: network.dimension) {
      (batch, threads, pool) throws(HUSEError) in
      let patches = try Parallel.map(
        batch.count, threads: threads, state: BufferPool.init
      ) { (index, pool) throws(HUSEError) in
        let image = preprocessing(try ImageDecoder.decode(images[batch[index]]))
        return network.embeddedPatches(of: image, in: &pool)
      }
      return network.features(ofPatches: patches, threads: threads, in: &pool)
    }
  }
}
