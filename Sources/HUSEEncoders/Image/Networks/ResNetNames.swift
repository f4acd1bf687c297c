internal import HUSECore

/// What a checkpoint calls the layers of a ResNet.
enum ResNetNames: Sendable {
  /// `conv1`, `layer1.0.conv1`, ….
  case torchvision
  /// `embedder.embedder`, `encoder.stages.0.layers.0.layer.0`, …, all after a prefix.
  case transformers(prefix: String)

  /// A convolution and its batch normalisation.
  struct Layer {
    let convolution: String
    let normalization: String
  }

  /// The names that occur in a checkpoint, those of torchvision if none do.
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

  /// How the names of the blocks of a stage begin, up to their numbers.
  func blocks(ofStage stage: Int) -> String {
    switch self {
    case .torchvision: "layer\(stage + 1)."
    case .transformers(let prefix): "\(prefix)encoder.stages.\(stage).layers."
    }
  }

  /// A convolution of a block, counted from 0.
  func convolution(_ index: Int, ofBlock block: Int, stage: Int) -> Layer {
    let name = "\(blocks(ofStage: stage))\(block)"
    switch self {
    case .torchvision:
      return Layer(
        convolution: "\(name).conv\(index + 1)", normalization: "\(name).bn\(index + 1)")
    case .transformers: return Self.layer("\(name).layer.\(index)")
    }
  }

  /// The convolution of the shortcut of a block.
  func shortcut(ofBlock block: Int, stage: Int) -> Layer {
    let name = "\(blocks(ofStage: stage))\(block)"
    switch self {
    case .torchvision:
      return Layer(
        convolution: "\(name).downsample.0", normalization: "\(name).downsample.1")
    case .transformers: return Self.layer("\(name).shortcut")
    }
  }

  /// How the names of the layers that make features begin.
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
