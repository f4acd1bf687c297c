internal import HUSECore

/// The forward pass of several sequences through transformer layers.
///
/// It holds the intermediate results and divides each phase into units for several threads.
struct BERTForwardPass: Sendable {
  private let sequences: [Range<Int>]
  private let threads: Int
  private let projections: UnsafeSharedRows
  private let context: UnsafeSharedRows
  private let attended: UnsafeSharedRows
  private let inner: UnsafeSharedRows
  private let scores: UnsafeSharedRows

  /// The number of rows in a unit of normalisation.
  private static let rowsPerUnit = 16

  /// Runs the tokens of several sequences through `layers`.
  ///
  /// - Parameters:
  ///   - input: the input of the first layer, `[tokens × hidden]`.
  ///   - outputs: the memory for the output of each layer. Only adjacent layers need different
  ///     memory.
  ///   - sequences: the range of each sequence in the tokens.
  ///   - threads: the number of threads that work together.
  ///   - pool: the pool of memory for intermediate results.
  static func run(
    _ layers: [BERTLayer], from input: UnsafeSharedRows, into outputs: [UnsafeSharedRows],
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
    ]
    let pass = BERTForwardPass(
      sequences: sequences, threads: threads, projections: UnsafeSharedRows(&memory[0]),
      context: UnsafeSharedRows(&memory[1]), attended: UnsafeSharedRows(&memory[2]),
      inner: UnsafeSharedRows(&memory[3]), scores: UnsafeSharedRows(&memory[4]))
    let phases = BERTLayer.Phase.allCases
    let counts = layers.flatMap { layer in phases.map { pass.unitCount(of: $0, in: layer) } }
    Parallel.inPhases(threads: threads, counts: counts) { index, unit, thread in
      let (number, phase) = index.quotientAndRemainder(dividingBy: phases.count)
      pass.run(
        phases[phase], of: layers[number], unit: unit, thread: thread,
        from: number == 0 ? input : outputs[number - 1], into: outputs[number])
    }
    for matrix in memory { pool.recycle(matrix) }
  }

  private func unitCount(of phase: BERTLayer.Phase, in layer: BERTLayer) -> Int {
    if let linear = layer.linear(of: phase) {
      let size = panelsPerUnit(linear)
      return (linear.panelCount + size - 1) / size
    }
    return phase == .attention
      ? sequences.count * headGroups(layer)
      : (attended.rows + Self.rowsPerUnit - 1) / Self.rowsPerUnit
  }

  /// The number of panels in a unit: all for one thread, else so few that all threads end at about
  /// the same time.
  private func panelsPerUnit(_ linear: PackedLinear) -> Int {
    threads == 1 ? linear.panelCount : max(1, linear.panelCount / (3 * threads))
  }

  /// The number of units into which the heads of a sequence are divided.
  private func headGroups(_ layer: BERTLayer) -> Int {
    threads == 1 ? 1 : min(layer.attention.headCount, 2 * threads)
  }

  private func run(
    _ phase: BERTLayer.Phase, of layer: BERTLayer, unit: Int, thread: Int, from x: UnsafeSharedRows,
    into result: UnsafeSharedRows
  ) {
    func apply(
      to input: UnsafeSharedRows, adding residual: UnsafeSharedRows? = nil,
      into target: UnsafeSharedRows
    ) -> Range<Int> {
      guard let linear = layer.linear(of: phase) else { return 0..<0 }
      let size = panelsPerUnit(linear)
      let panels = unit * size..<min((unit + 1) * size, linear.panelCount)
      var target = target
      linear.apply(
        to: input.matrix, adding: residual?.matrix, panels: panels, into: &target)
      return linear.columns(ofPanels: panels)
    }
    func normalize(_ target: UnsafeSharedRows, _ normalization: LayerNormalization) {
      let start = unit * Self.rowsPerUnit
      var part = target[rows: start..<min(start + Self.rowsPerUnit, target.rows)]
      normalization.apply(to: &part)
    }
    switch phase {
    case .projections:
      _ = apply(to: x, into: projections)
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
      normalize(attended, layer.attentionNormalization)
    case .intermediate:
      let columns = apply(to: attended, into: inner)
      var inner = inner
      TransformerKernels.applyGELU(to: &inner, columns: columns)
    case .output:
      _ = apply(to: inner, adding: attended, into: result)
    case .outputNormalization:
      normalize(result, layer.outputNormalization)
    }
  }
}
