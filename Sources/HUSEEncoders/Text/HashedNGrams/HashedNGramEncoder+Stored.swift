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

  /// The sizes as JSON, and the weights of the n-grams as one tensor.
  public func stored() throws(HUSEError) -> StoredEncoder {
    let settings = Settings(
      dimension: dimension, shortest: ngrams.lengths.lowerBound,
      longest: ngrams.lengths.upperBound)
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings),
      tensors: [Self.weightsName: Tensor(weights)])
  }

  /// Restores the encoder.
  ///
  /// - Throws: `HUSEError.malformedFile` or `.shapeMismatch`, with `path` as the file, if something
  ///   is missing or does not fit.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let source = "\(path), settings of the text encoder"
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: source, remedy: JSONDocument.storedRemedy)
    guard settings.shortest <= settings.longest else {
      throw .malformedFile(
        path: source,
        problem: "n-grams of \(settings.shortest) to \(settings.longest) characters",
        remedy: JSONDocument.storedRemedy)
    }
    let tensors = NetworkWeights(
      stored.contents, path: path, purpose: "a model file written with a HashedNGramEncoder")
    let weights = try tensors.tensor(Self.weightsName, shape: [Self.slotCount]).matrix.values
    try self.init(
      dimension: settings.dimension,
      ngrams: CharacterNGrams(lengths: settings.shortest...settings.longest), weights: weights)
  }
}
