internal import HUSECore

/// A pass of sequences through layers, with its memory and its work as units for several threads.
struct TransformerPass: Sendable {
  private let sequences: [Range<Int>]
  private let threads: Int
  private let projections: UnsafeSharedRows
  private let context: UnsafeSharedRows
  private let attended: UnsafeSharedRows
  private let inner: UnsafeSharedRows
  private let scores: UnsafeSharedRows
  /// The normalised input of branches if layers normalise first; otherwise empty.
  private let normalized: UnsafeSharedRows

  /// The number of rows that a thread normalises at a time.
  private static let rowsOfUnit = 16

  /// Runs the tokens of several sequences through `layers`.
  ///
  /// - Parameters:
  ///   - layers: the layers, in order.
  ///   - input: the input of the first layer, `[tokens × hidden]`.
  ///   - outputs: the output of each layer; only the outputs of adjacent layers must have separate
  ///     memory.
  ///   - sequences: the rows of each sequence.
  ///   - threads: the number of threads that work together.
  ///   - pool: memory for intermediate results.
  static func run(
    _ layers: [TransformerLayer], from input: UnsafeSharedRows, into outputs: [UnsafeSharedRows],
    sequences: [Range<Int>], threads: Int, using pool: inout BufferPool
  ) {
    guard let layer = layers.first else { return }
    let tokens = input.rows
    let scoreCount = sequences.map { layer.attention.scoreCount(tokens: $0.count) }.max() ?? 0
    var memory = [
      pool.matrix(rows: tokens, columns: layer.attention.projections.outputs),
      pool.matrix(rows: tokens, columns: input.columns),
      pool.matrix(rows: tokens, columns: input.columns),
      pool.matrix(rows: tokens, columns: layer.intermediate.outputs),
      pool.matrix(rows: threads * scoreCount, columns: 1),
      pool.matrix(rows: layer.normalizesFirst ? tokens : 0, columns: input.columns),
    ]
    let pass = TransformerPass(
      sequences: sequences, threads: threads, projections: UnsafeSharedRows(&memory[0]),
      context: UnsafeSharedRows(&memory[1]), attended: UnsafeSharedRows(&memory[2]),
      inner: UnsafeSharedRows(&memory[3]), scores: UnsafeSharedRows(&memory[4]),
      normalized: UnsafeSharedRows(&memory[5]))
    let phases = layer.phases
    let counts = layers.flatMap { layer in phases.map { pass.unitCount(of: $0, in: layer) } }
    Parallel.inPhases(threads: threads, counts: counts) { index, unit, thread in
      let (number, phase) = index.quotientAndRemainder(dividingBy: phases.count)
      pass.run(
        phases[phase], of: layers[number], unit: unit, thread: thread,
        from: number == 0 ? input : outputs[number - 1], into: outputs[number])
    }
    for matrix in memory { pool.recycle(matrix) }
  }

  private func unitCount(of phase: TransformerLayer.Phase, in layer: TransformerLayer) -> Int {
    if let linear = layer.linear(of: phase) {
      let size = panelsOfUnit(linear)
      return (linear.panelCount + size - 1) / size
    }
    return phase == .attention
      ? sequences.count * headGroups(layer)
      : (attended.rows + Self.rowsOfUnit - 1) / Self.rowsOfUnit
  }

  /// The number of panels in a unit: all for one thread, otherwise few enough for all threads to
  /// end at about the same time.
  ///
  /// A layer that rounds its input rounds all of it in every unit, so that it has one for each
  /// thread.
  private func panelsOfUnit(_ linear: PackedLinear) -> Int {
    if threads == 1 { return linear.panelCount }
    return linear.roundsInput
      ? (linear.panelCount + threads - 1) / threads : max(1, linear.panelCount / (3 * threads))
  }

  /// The number of parts into which the heads of a sequence are divided.
  private func headGroups(_ layer: TransformerLayer) -> Int {
    threads == 1 ? 1 : min(layer.attention.headCount, 2 * threads)
  }

  private func run(
    _ phase: TransformerLayer.Phase, of layer: TransformerLayer, unit: Int, thread: Int,
    from x: UnsafeSharedRows, into result: UnsafeSharedRows
  ) {
    func apply(
      to input: UnsafeSharedRows, adding residual: UnsafeSharedRows? = nil,
      activation: Activation = .identity, into target: UnsafeSharedRows
    ) -> Range<Int> {
      guard let linear = layer.linear(of: phase) else { return 0..<0 }
      let size = panelsOfUnit(linear)
      let panels = unit * size..<min((unit + 1) * size, linear.panelCount)
      var target = target
      linear.apply(
        to: input.matrix, adding: residual?.matrix, activation: activation, panels: panels,
        into: &target)
      return linear.columns(ofPanels: panels)
    }
    /// Normalises some rows of `source` into `target`, which may be the same.
    func normalize(
      _ source: UnsafeSharedRows? = nil, into target: UnsafeSharedRows,
      _ normalization: LayerNormalization
    ) {
      let start = unit * Self.rowsOfUnit
      let rows = start..<min(start + Self.rowsOfUnit, target.rows)
      var part = target[rows: rows]
      if let source { part.assign(source[rows: rows].matrix) }
      normalization.apply(to: &part)
    }
    switch phase {
    case .inputNormalization:
      normalize(x, into: normalized, layer.attentionNormalization)
    case .projections:
      _ = apply(to: layer.normalizesFirst ? normalized : x, into: projections)
    case .attention:
      let groups = headGroups(layer)
      let (sequence, group) = unit.quotientAndRemainder(dividingBy: groups)
      let count = scores.count / threads
      var context = context
      for head in stride(from: group, to: layer.attention.headCount, by: groups) {
        layer.attention.attend(
          head: head, tokens: sequences[sequence], of: projections.matrix, into: &context,
          using: scores[rows: thread * count..<(thread + 1) * count])
      }
    case .attentionOutput:
      _ = apply(to: context, adding: x, into: attended)
    case .attentionNormalization:
      normalize(into: attended, layer.attentionNormalization)
    case .intermediateNormalization:
      normalize(attended, into: normalized, layer.outputNormalization)
    case .intermediate:
      let columns = apply(
        to: layer.normalizesFirst ? normalized : attended, activation: layer.activation.clamp,
        into: inner)
      var inner = inner
      TransformerKernels.apply(
        layer.activation, to: &inner, columns: columns, isRounded: layer.output.roundsInput)
    case .output:
      _ = apply(to: inner, adding: attended, into: result)
    case .outputNormalization:
      normalize(into: result, layer.outputNormalization)
    }
  }
}
