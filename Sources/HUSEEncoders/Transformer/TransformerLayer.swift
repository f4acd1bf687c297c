internal import HUSECore

/// A transformer layer: self-attention and two fully connected layers, each as a branch added to
/// its input.
///
/// It is a class because threads access it for every unit of work. Copying so many matrices would
/// cost as much as the work for a short sentence.
final class TransformerLayer: Sendable {
  let attention: SelfAttention
  let attentionOutput: PackedLinear
  let attentionNormalization: LayerNormalization
  let intermediate: PackedLinear
  let output: PackedLinear
  let outputNormalization: LayerNormalization
  let activation: TransformerActivation
  let phases: [Phase]

  init(
    _ index: Int, _ configuration: TransformerConfiguration, names: TransformerNames,
    positionBias: RelativePositionBias?, from weights: ScopedWeights
  ) throws(HUSEError) {
    let (size, inner) = (configuration.hiddenSize, configuration.intermediateSize)
    let prefix = "\(names.layers).\(index)"
    func linear(
      _ part: String, _ inputs: Int, _ outputs: Int, scale: String? = nil
    ) throws(HUSEError) -> PackedLinear {
      PackedLinear([
        try Linear(
          "\(prefix).\(part)", inputs: inputs, outputs: outputs,
          scale: scale.map { "\(prefix).\($0)" }, from: weights)
      ])
    }
    func normalization(_ part: String) throws(HUSEError) -> LayerNormalization {
      try LayerNormalization(
        "\(prefix).\(part)", size: size, epsilon: configuration.epsilon, from: weights)
    }
    attention = try SelfAttention(
      prefix, configuration, names: names, positionBias: positionBias, from: weights)
    attentionOutput = try linear(names.attentionOutput, size, size, scale: names.attentionScale)
    attentionNormalization = try normalization(names.attentionNormalization)
    intermediate = try linear(names.intermediate, size, inner)
    output = try linear(names.output, inner, size, scale: names.outputScale)
    outputNormalization = try normalization(names.outputNormalization)
    activation = configuration.activation
    phases =
      switch configuration.normalization {
      case .after:
        [
          .projections, .attention, .attentionOutput, .attentionNormalization, .intermediate,
          .output, .outputNormalization,
        ]
      case .before:
        [
          .inputNormalization, .projections, .attention, .attentionOutput,
          .intermediateNormalization, .intermediate, .output,
        ]
      }
  }

  /// The steps of a layer, each of which reads the results of the previous ones.
  enum Phase: Sendable {
    case projections, attention, attentionOutput, intermediate, output
    /// Normalises in place, after a branch.
    case attentionNormalization, outputNormalization
    /// Normalises before a branch, which is the only reader of the normalised rows.
    case inputNormalization, intermediateNormalization
  }

  /// Whether branches read normalised rows.
  var normalizesFirst: Bool { phases.first == .inputNormalization }

  /// The fully connected layer of a phase, if it is one.
  func linear(of phase: Phase) -> PackedLinear? {
    switch phase {
    case .projections: attention.projections
    case .attentionOutput: attentionOutput
    case .intermediate: intermediate
    case .output: output
    case .attention, .attentionNormalization, .outputNormalization, .inputNormalization,
      .intermediateNormalization:
      nil
    }
  }

  /// The weights under their names in a checkpoint, after the prefix of the layer.
  func tensors(_ names: TransformerNames) -> [String: EncoderTensor] {
    var result: [String: EncoderTensor] = [:]
    for (name, linear) in zip([names.query, names.key, names.value], attention.projections.layers) {
      linear.store(name, in: &result)
    }
    attentionOutput.layers[0].store(
      names.attentionOutput, scale: names.attentionScale, in: &result)
    intermediate.layers[0].store(names.intermediate, in: &result)
    output.layers[0].store(names.output, scale: names.outputScale, in: &result)
    attentionNormalization.store(names.attentionNormalization, in: &result)
    outputNormalization.store(names.outputNormalization, in: &result)
    return result
  }
}
