internal import HUSECore

/// The network of a pretrained image encoder.
enum PretrainedImageNetwork: Sendable {
  case residual(ResNet)
  case transformer(VisionTransformer)

  /// The `model_type` of `config.json`.
  var kind: String {
    switch self {
    case .residual: ResNet.storedKind
    case .transformer(let network): network.configuration.kind.rawValue
    }
  }

  var dimension: Int {
    switch self {
    case .residual(let network): network.dimension
    case .transformer(let network): network.dimension
    }
  }

  /// The weights by name, from which an equal network can be read.
  var tensors: [String: EncoderTensor] {
    switch self {
    case .residual(let network): network.storedTensors.mapValues { .values($0) }
    case .transformer(let network): network.tensors
    }
  }
}
