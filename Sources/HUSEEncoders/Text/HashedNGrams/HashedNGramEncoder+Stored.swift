import Foundation
public import HUSECore

extension HashedNGramEncoder: StorableEncoder {
  private struct Settings: Codable {
    let dimension: Int
    let shortest: Int
    let longest: Int
  }

  private static let weightsName = "inverse_document_frequencies"

  /// `hashed-ngrams`.
  public static var storedKind: String { "hashed-ngrams" }

  /// Sizes as JSON, the weights of the n-grams as one tensor.
  public func stored() throws(HUSEError) -> StoredEncoder {
    let settings = Settings(
      dimension: dimension, shortest: ngrams.lengths.lowerBound,
      longest: ngrams.lengths.upperBound)
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings),
      tensors: [Self.weightsName: Tensor(shape: [Self.slotCount], matrix: weights)])
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` or `.shapeMismatch` if something is missing or does not
  ///   fit; `path` names the file.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let place = "\(path), settings of the text encoder"
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: place, remedy: JSONDocument.storedRemedy)
    guard settings.shortest <= settings.longest else {
      throw .malformedFile(
        path: place,
        problem: "n-grams of \(settings.shortest) to \(settings.longest) characters",
        remedy: JSONDocument.storedRemedy)
    }
    let tensors = NetworkWeights(
      stored.tensors, path: path, purpose: "a model file written with a HashedNGramEncoder")
    let weights = try tensors.tensor(Self.weightsName, shape: [Self.slotCount]).matrix
    try self.init(
      dimension: settings.dimension,
      ngrams: CharacterNGrams(lengths: settings.shortest...settings.longest), weights: weights)
  }
}
