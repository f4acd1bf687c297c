import Foundation
internal import HUSECore

/// A fully connected layer behind a pooling.
struct SentenceDenseLayer: Sendable {
  enum Activation: String, Sendable, Codable, CaseIterable {
    case identity, tanh, relu, gelu, sigmoid

    /// The Python class in `torch.nn.modules`.
    var className: String {
      switch self {
      case .identity: "linear.Identity"
      case .tanh: "activation.Tanh"
      case .relu: "activation.ReLU"
      case .gelu: "activation.GELU"
      case .sigmoid: "activation.Sigmoid"
      }
    }
  }

  let linear: Linear
  let activation: Activation
  private let packed: PackedLinear

  init(_ linear: Linear, activation: Activation) {
    self.linear = linear
    self.activation = activation
    packed = PackedLinear([linear])
  }

  var outputs: Int { linear.outputs }

  private struct Configuration: Decodable {
    let in_features: Int
    let out_features: Int
    var bias: Bool?
    var activation_function: String?
    var module_input_name: String?
    var module_output_name: String?
    var use_residual: Bool?
  }

  /// Reads the folder of a Dense module.
  ///
  /// - Parameters:
  ///   - folder: the folder of the module.
  ///   - inputs: the length of what comes before it.
  ///   - precision: the numbers in which weights are kept.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile`, `.shapeMismatch` or `.unsupportedFile`.
  init(
    contentsOf folder: URL, inputs: Int, precision: EncoderPrecision
  ) throws(HUSEError) {
    let url = folder.appendingPathComponent("config.json")
    let settings = try JSONDocument.decode(
      Configuration.self, contentsOf: url, remedy: "Fetch the folder again.")
    func unsupported(_ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: url.path, found: found, supported: supported)
    }
    let isPooled = [settings.module_input_name, settings.module_output_name].allSatisfy {
      $0 == nil || $0 == "sentence_embedding"
    }
    guard isPooled, settings.use_residual != true else {
      throw unsupported(
        "a dense layer of other inputs than the pooled vector", "'sentence_embedding' alone")
    }
    guard settings.in_features == inputs, 1..<1 << 24 ~= settings.out_features else {
      throw .malformedFile(
        path: url.path,
        problem: "has \(settings.in_features) inputs and \(settings.out_features) outputs, "
          + "expected \(inputs) inputs and at least one output",
        remedy: "Fetch the folder again.")
    }
    let name = settings.activation_function ?? "Tanh"
    // Any path of modules may precede the class.
    let last = name.split(separator: ".").last ?? ""
    let known = Activation.allCases.first { $0.className.hasSuffix(".\(last)") }
    guard let activation = known else {
      throw unsupported(
        "activation_function '\(name)'", "Identity, Tanh, ReLU, GELU, Sigmoid")
    }
    let weights = ScopedWeights(
      try WeightFiles.weights(
        in: folder, purpose: "the weights of a Dense module", precision: precision))
    self.init(
      try Linear(
        "linear", inputs: inputs, outputs: settings.out_features,
        hasBias: settings.bias ?? true, from: weights), activation: activation)
  }

  func callAsFunction(_ input: Matrix) -> Matrix {
    var result = Matrix(uninitializedRows: input.rows, columns: outputs)
    packed.apply(to: input, activation: activation == .relu ? .relu : .identity, into: &result)
    switch activation {
    case .identity, .relu: break
    case .gelu: TransformerKernels.applyGELU(to: &result, columns: 0..<outputs)
    case .tanh: result.apply { Foundation.tanh($0) }
    case .sigmoid: result.apply { 1 / (1 + Foundation.exp(-$0)) }
    }
    return result
  }
}

extension Matrix {
  fileprivate mutating func apply(_ function: (Float) -> Float) {
    withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = function(values[index]) }
    }
  }
}
