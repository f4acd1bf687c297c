internal import HUSECore

/// The naming scheme of the layers of a ResNet in a checkpoint.
enum ResNetNames: Sendable {
  /// The names `conv1`, `layer1.0.conv1` and so on.
  case torchvision
  /// The names `embedder.embedder`, `encoder.stages.0.layers.0.layer.0` and so on, after a prefix.
  case transformers(prefix: String)

  /// A convolution and its batch normalisation.
  struct Layer {
    let convolution: String
    let normalization: String
  }

  /// Finds the names that occur in a checkpoint; torchvision's names if none do.
  init(of weights: NetworkWeights) {
    let prefix = ["resnet.", ""].first { weights.containsName(from: "\($0)embedder.embedder.") }
    self = prefix.map { .transformers(prefix: $0) } ?? .torchvision
  }

  var stem: Layer {
    switch self {
    case .torchvision: Layer(convolution: "conv1", normalization: "bn1")
    case .transformers(let prefix): Self.layer("\(prefix)embedder.embedder")
    }
  }

  /// The beginning of the names of a stage's blocks, up to their numbers.
  func blocks(ofStage stage: Int) -> String {
    switch self {
    case .torchvision: "layer\(stage + 1)."
    case .transformers(let prefix): "\(prefix)encoder.stages.\(stage).layers."
    }
  }

  /// The names of a convolution of a block, counted from 0.
  func convolution(_ index: Int, ofBlock block: Int, stage: Int) -> Layer {
    let name = "\(blocks(ofStage: stage))\(block)"
    switch self {
    case .torchvision:
      return Layer(
        convolution: "\(name).conv\(index + 1)", normalization: "\(name).bn\(index + 1)")
    case .transformers: return Self.layer("\(name).layer.\(index)")
    }
  }

  /// The names of the convolution in a block's shortcut.
  func shortcut(ofBlock block: Int, stage: Int) -> Layer {
    let name = "\(blocks(ofStage: stage))\(block)"
    switch self {
    case .torchvision:
      return Layer(
        convolution: "\(name).downsample.0", normalization: "\(name).downsample.1")
    case .transformers: return Self.layer("\(name).shortcut")
    }
  }

  /// The beginnings of the names of the layers that contribute to the features.
  var trunk: [String] {
    switch self {
    case .torchvision: ["conv", "bn", "layer"]
    case .transformers(let prefix): ["\(prefix)embedder", "\(prefix)encoder"]
    }
  }

  private static func layer(_ name: String) -> Layer {
    Layer(convolution: "\(name).convolution", normalization: "\(name).normalization")
  }
}
