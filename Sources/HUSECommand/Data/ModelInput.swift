import HUSE

extension FilePath {
  /// The text encoder of the model that this path names.
  func textEncoder(of model: SharedEmbedding) throws(HUSEError) -> any TextEncoder {
    guard let encoder = model.textEncoder else { throw lacks("text", "texts") }
    return encoder
  }

  /// The image encoder of the model that this path names.
  func imageEncoder(of model: SharedEmbedding) throws(HUSEError) -> any ImageEncoder {
    guard let encoder = model.imageEncoder else { throw lacks("image", "images") }
    return encoder
  }

  private func lacks(_ kind: String, _ inputs: String) -> HUSEError {
    .invalidData(
      source: path, problem: "the model has no \(kind) encoder, so it takes no \(inputs)",
      remedy: "Pass features with --data, or train with --\(kind)-encoder.")
  }
}

extension PairedFeatures {
  /// The same rows with the classes of a model, in its order.
  ///
  /// - Throws: `HUSEError.invalidRow` for a row whose class the model does not have.
  func labeled(by classNames: [String]) throws(HUSEError) -> PairedFeatures {
    guard classNames != self.classNames else { return self }
    return try PairedFeatures(
      images: images, texts: texts, classes: labels.map { self.classNames[$0] },
      classNames: classNames, identifiers: identifiers, allowsEmptyClasses: true)
  }
}
