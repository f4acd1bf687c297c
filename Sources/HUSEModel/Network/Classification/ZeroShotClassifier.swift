import Foundation
public import HUSECore

/// Classifies using only the names of the classes, without training.
///
/// It needs encoders that embed images and texts in a common space, such as those of CLIP.
///
/// ```swift
/// let clip = try CLIPEncoder(contentsOf: folder)
/// let classifier = try ZeroShotClassifier(
///   classNames: ["pizza", "sushi"], encodedBy: clip.text, scale: clip.scale)
/// let scores = try classifier.scores(of: clip.image.features(of: [.file(photo)]))
/// scores[0].best?.name                                            // "pizza"
/// ```
///
/// A class c has the unit vector t_c: the mean of the unit text features of its name in each
/// prompt, scaled to unit length. An item with features x has the probabilities
/// softmax(scale · x · t_c / ‖x‖). Radford et al. 2021, "Learning Transferable Visual Models
/// From Natural Language Supervision", section 3.1.
public struct ZeroShotClassifier: Sendable {
  /// The names of the classes.
  public let classNames: [String]
  /// The unit vectors t_c, `[classes × dimension]`.
  public let classEmbeddings: Matrix
  /// The factor of the cosines in the softmax.
  public let scale: Float

  /// The standard prompts, with `{}` in place of the name of a class.
  public static let standardPrompts = ["a photo of a {}."]

  /// Encodes the names of classes.
  ///
  /// - Parameters:
  ///   - classNames: at least one; `_` and `/` in them are read as spaces and commas.
  ///   - prompts: texts with `{}` in place of the name; several are averaged.
  ///   - encoder: the text encoder of the space.
  ///   - scale: the factor of the cosines, 100 as in CLIP; it changes the probabilities, but not
  ///     which class is best.
  /// - Throws: `HUSEError.invalidArgument` without classes or prompts, or for a prompt without `{}`
  ///   or a scale that is not positive; what the encoder throws.
  public init(
    classNames: [String], prompts: [String] = Self.standardPrompts,
    encodedBy encoder: some TextEncoder, scale: Float = 100
  ) throws(HUSEError) {
    guard !classNames.isEmpty else {
      throw .invalidArgument(name: "classNames", found: "none", expected: "at least one class")
    }
    guard !prompts.isEmpty else {
      throw .invalidArgument(name: "prompts", found: "none", expected: "at least one")
    }
    if let prompt = prompts.first(where: { !$0.contains("{}") }) {
      throw .invalidArgument(
        name: "prompts", found: "'\(prompt)'", expected: "a text with {} in place of the name")
    }
    guard scale > 0, scale.isFinite else {
      throw .invalidArgument(name: "scale", found: "\(scale)", expected: "a number above 0")
    }
    let names = classNames.map {
      $0.replacingOccurrences(of: "/", with: ", ").replacingOccurrences(of: "_", with: " ")
    }
    var sum = Matrix(rows: names.count, columns: encoder.dimension)
    for prompt in prompts {
      let texts = names.map { prompt.replacingOccurrences(of: "{}", with: $0) }
      sum.add(try encoder.features(of: texts).normalizedRows, scaledBy: 1)
    }
    self.classNames = classNames
    classEmbeddings = sum.normalizedRows
    self.scale = scale
  }

  /// The class scores of items.
  ///
  /// - Parameter features: image or text features from the encoders of the same space, `[items ×
  ///   dimension]`; rows may have any norm.
  /// - Returns: scores for each item.
  /// - Throws: `HUSEError.shapeMismatch` for features of another dimension.
  public func scores(of features: Matrix) throws(HUSEError) -> ClassScores {
    guard features.columns == classEmbeddings.columns else {
      throw .shapeMismatch(
        expected: [features.rows, classEmbeddings.columns],
        found: [features.rows, features.columns], in: "features for a zero-shot classifier",
        remedy: "Pass features of the encoder that shares its space with the text encoder.")
    }
    var logits = Matrix(uninitializedRows: features.rows, columns: classNames.count)
    logits.assignProduct(
      of: features.normalizedRows, and: classEmbeddings, transposingSecond: true,
      scaledBy: scale)
    return ClassScores(logits: logits, classNames: classNames)
  }
}
