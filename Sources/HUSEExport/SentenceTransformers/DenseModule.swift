import Foundation
import HUSECore
import HUSEModel

/// A layer of a tower as a Dense module of sentence-transformers.
struct DenseModule: Sendable {
  /// The weights Wᵀ, `[outputs × inputs]`, as PyTorch stores them.
  private let weights: Matrix
  /// The bias b, `[1 × outputs]`.
  private let bias: Matrix
  private let isRectified: Bool

  /// The modules for the layers of a tower; the first one also scales the features.
  static func modules(of tower: Tower) -> [DenseModule] {
    tower.layers.enumerated().map { index, layer in
      DenseModule(
        layer, scaling: index == 0 ? tower.inputScaling : nil,
        isRectified: index < tower.layers.count - 1 || tower.rectifiesOutput)
    }
  }

  /// Creates a module; with a scaling `(x − m) · f`, it is
  /// `x · diag(f) W + (b − (m · f) W)`.
  private init(_ layer: DenseLayer, scaling: FeatureScaling?, isRectified: Bool) {
    self.isRectified = isRectified
    guard let scaling else {
      weights = layer.weights.transposed
      bias = layer.bias
      return
    }
    var scaled = layer.weights
    var sums = layer.bias.values.map(Double.init)
    for row in 0..<scaled.rows {
      let factor = Double(scaling.scale[0, row])
      let mean = Double(scaling.mean[0, row])
      for column in 0..<scaled.columns {
        let weight = factor * Double(scaled[row, column])
        scaled[row, column] = Float(weight)
        sums[column] -= mean * weight
      }
    }
    weights = scaled.transposed
    bias = Matrix(row: sums.map { Float($0) })
  }

  /// Writes the module to a new folder.
  func write(to folder: URL) throws(HUSEError) {
    try FileManager.default.createFolder(at: folder)
    let activation = isRectified ? "activation.ReLU" : "linear.Identity"
    try JSONFile.write(
      Settings(
        in_features: weights.columns, out_features: weights.rows,
        activation_function: "torch.nn.modules.\(activation)"),
      to: folder.appendingPathComponent("config.json"))
    try SafetensorsFile.write(
      ["linear.weight": Tensor(weights), "linear.bias": Tensor(bias.values)],
      metadata: ["format": "pt"], to: folder.appendingPathComponent("model.safetensors"))
  }

  private struct Settings: Encodable {
    let in_features: Int
    let out_features: Int
    let bias = true
    let activation_function: String
  }
}
