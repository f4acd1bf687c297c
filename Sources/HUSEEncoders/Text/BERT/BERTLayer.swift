internal import HUSECore

/// A transformer layer of BERT: self-attention and a feed-forward network, each with a residual
/// connection and layer normalisation.
///
/// A class, because every unit of work refers to a layer: a copy of its many matrices would cost as
/// much as a unit of a short text.
final class BERTLayer: Sendable {
  let attention: SelfAttention
  let attentionOutput: PackedLinear
  let attentionNormalization: LayerNormalization
  let intermediate: PackedLinear
  let output: PackedLinear
  let outputNormalization: LayerNormalization

  init(
    _ name: String, _ configuration: BERTConfiguration, from weights: BERTTensors
  ) throws(HUSEError) {
    let (size, inner) = (configuration.hiddenSize, configuration.intermediateSize)
    func linear(_ part: String, _ inputs: Int, _ outputs: Int) throws(HUSEError) -> PackedLinear {
      PackedLinear([
        try Linear("\(name).\(part).dense", inputs: inputs, outputs: outputs, from: weights)
      ])
    }
    func normalization(_ part: String) throws(HUSEError) -> LayerNormalization {
      try LayerNormalization(
        "\(name).\(part).LayerNorm", size: size, epsilon: configuration.epsilon, from: weights)
    }
    attention = try SelfAttention("\(name).attention.self", configuration, from: weights)
    attentionOutput = try linear("attention.output", size, size)
    attentionNormalization = try normalization("attention.output")
    intermediate = try linear("intermediate", size, inner)
    output = try linear("output", inner, size)
    outputNormalization = try normalization("output")
  }

  /// The steps of a layer. Each reads the results of the previous ones.
  enum Phase: CaseIterable {
    case projections, attention, attentionOutput, attentionNormalization
    case intermediate, output, outputNormalization
  }

  /// The fully connected layer of a phase; `nil` if it has none.
  func linear(of phase: Phase) -> PackedLinear? {
    switch phase {
    case .projections: attention.projections
    case .attentionOutput: attentionOutput
    case .intermediate: intermediate
    case .output: output
    case .attention, .attentionNormalization, .outputNormalization: nil
    }
  }
}
