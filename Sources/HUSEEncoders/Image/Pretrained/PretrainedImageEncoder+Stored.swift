import Foundation
public import HUSECore

extension PretrainedImageEncoder: StorableEncoder {
  private struct Settings: Codable {
    let preprocessing: ImagePreprocessing
    /// The sizes of a transformer; exactly one of the two configurations is present.
    let transformer: VisionConfiguration?
    let resnet: ResNet.Settings?
  }

  private static let purpose = "a model file with a whole image encoder"

  /// The stored name, `pretrained-image`.
  public static var storedKind: String { "pretrained-image" }

  /// Sizes and preprocessing as JSON; the weights under their names in the checkpoint.
  ///
  /// - Throws: `HUSEError.invalidArgument` if JSON cannot hold the settings.
  public func stored() throws(HUSEError) -> StoredEncoder {
    let settings =
      switch network {
      case .transformer(let network):
        Settings(
          preprocessing: preprocessing, transformer: network.configuration, resnet: nil)
      case .residual(let network):
        Settings(preprocessing: preprocessing, transformer: nil, resnet: network.settings)
      }
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings),
      contents: network.tensors)
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: the same errors as reading a folder; `path` names the file.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let place = "\(path), settings of the image encoder"
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: place, remedy: JSONDocument.storedRemedy)
    try settings.preprocessing.check(path: place)
    let weights = NetworkWeights(stored.contents, path: path, purpose: Self.purpose)
    let side = settings.preprocessing.cropSide
    if let configuration = settings.transformer {
      try configuration.check(path: place, remedy: JSONDocument.storedRemedy)
      guard side == configuration.imageSide else {
        throw .malformedFile(
          path: place, problem: "images of \(side) for a model of \(configuration.imageSide)",
          remedy: JSONDocument.storedRemedy)
      }
      self.init(
        .transformer(try VisionTransformer(configuration, side: side, from: weights)),
        settings.preprocessing)
    } else if let resnet = settings.resnet {
      self.init(
        .residual(try ResNet(resnet, weights, path: place)), settings.preprocessing)
    } else {
      throw .malformedFile(
        path: place, problem: "has neither 'transformer' nor 'resnet'",
        remedy: JSONDocument.storedRemedy)
    }
  }
}
