public import Foundation
public import HUSECore

/// The encoders of a model that places images and texts in one space: CLIP or SigLIP.
///
/// ```swift
/// let clip = try CLIPEncoder(contentsOf: folder)
/// let images = try clip.image.features(of: [.file(photo)])         // [1 × 512]
/// let texts = try clip.text.features(of: ["a slice of pizza"])     // [1 × 512]
/// ```
///
/// The cosine of an image and a text tells how well they fit; `ZeroShotClassifier` classifies with
/// it. Radford et al. 2021, "Learning Transferable Visual Models From Natural Language
/// Supervision"; Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training".
public struct CLIPEncoder: Sendable {
  /// The encoder of images; its features have any length.
  public let image: PretrainedImageEncoder
  /// The encoder of texts; its features have unit length.
  public let text: PretrainedTextEncoder
  /// The factor of cosines that the model was trained with, about 100.
  public let scale: Float

  /// The length of a feature vector of either.
  public var dimension: Int { image.dimension }

  /// Reads a folder as transformers saves it.
  ///
  /// It holds what `PretrainedImageEncoder` and `PretrainedTextEncoder` read. Nothing is
  /// downloaded.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - precision: the numbers in which weights are kept.
  /// - Throws: what they throw; `HUSEError.unsupportedFile` for another kind of model,
  ///   `.shapeMismatch` if images and texts have features of different dimensions.
  public init(
    contentsOf folder: URL, precision: EncoderPrecision = .stored
  ) throws(HUSEError) {
    let image = try PretrainedImageEncoder(contentsOf: folder, precision: precision)
    // The weights of a model, by the shape of its scale.
    let shapes = ["clip": [], "siglip": [1]]
    guard let shape = shapes[image.kind] else {
      throw Self.unsupported(image.kind, folder)
    }
    let weights = try WeightFiles.weights(
      in: folder, purpose: "a checkpoint of images and texts that fits its config.json")
    guard weights.contains(Self.scaleName) else { throw Self.unsupported(image.kind, folder) }
    let exponent = try weights.tensor(Self.scaleName, shape: shape).matrix[0, 0]
    let text = try PretrainedTextEncoder(contentsOf: folder, precision: precision)
    guard image.dimension == text.dimension else {
      throw .shapeMismatch(
        expected: [image.dimension], found: [text.dimension],
        in: "\(folder.path): features of texts",
        remedy: "Pass a model whose images and texts share a space.")
    }
    scale = exp(exponent)
    guard scale.isFinite, scale > 0 else {
      throw .malformedFile(
        path: weights.path, problem: "the tensor '\(Self.scaleName)' is \(exponent)",
        remedy: "The weights are damaged; fetch them again.")
    }
    (self.image, self.text) = (image, text)
  }

  private static let scaleName = "logit_scale"

  private static func unsupported(_ kind: String, _ folder: URL) -> HUSEError {
    .unsupportedFile(
      path: folder.appendingPathComponent("config.json").path,
      found: "a model of the kind '\(kind)' without a space of images and texts",
      supported: "clip, siglip")
  }
}
