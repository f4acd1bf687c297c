/// The gradients of all weights as sums over blocks of pairs, in the order of a fixed tree, over
/// all ranks.
///
/// The bits depend on the size of the blocks, but neither on the number of ranks nor on the number
/// of threads.
struct RankGradients: Sendable {
  private let blocks: RankBlocks
  /// The pairs and the blocks of this rank.
  private let own: Range<Int>
  private let nodes: [Range<Int>]
  private let sum: FixedTreeSum
  private let layout: ParameterLayout
  /// The position of each parameter in a vector of all, and its shape.
  private let places: [(start: Int, rows: Int, columns: Int)]
  /// Fixed, unlike the blocks of a step without ranks, which follow from the number of threads.
  private let weightBlocks: [WeightGradientBlock]
  /// For each thread, memory for the second summand on each level of the tree.
  private let memory: [[UnsafeSharedRows]]

  /// The number of threads for which weights are divided, whatever the number of threads is.
  private static let divisions = 4

  init(of model: SharedEmbedding, shard: BatchShard) {
    blocks = shard.blocks
    own = shard.ownPairs
    let nodes = blocks.nodes(of: shard.communicator.rank)
    self.nodes = nodes
    layout = model.parameterLayout
    var places: [(start: Int, rows: Int, columns: Int)] = []
    var start = 0
    for (rows, columns) in model.parameterShapes {
      places.append((start, rows, columns))
      // Each begins at a cache line.
      start += (rows * columns + 15) / 16 * 16
    }
    self.places = places
    sum = FixedTreeSum(length: start, blocks: blocks, over: shard.communicator)
    weightBlocks = WeightGradientBlock.all(of: model, threads: Self.divisions)
    let widths = weightBlocks.map { block in
      let columns = model[ParameterIdentifier(block.layer, .weights)].columns
      return (block.rows.count + 1) * columns + 1
    }
    let size = widths.max() ?? 0
    let depth = nodes.map { Int.bitWidth - ($0.count - 1).leadingZeroBitCount + 1 }.max() ?? 0
    memory = (0..<Parallel.threadCount).map { _ in
      (0..<depth).map { _ in UnsafeSharedRows(rows: size, columns: 1) }
    }
  }

  /// Computes the gradients of this rank's pairs, adds up those of all ranks, and copies the sums
  /// to `gradients`, which are in the order of the layout.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  func run(_ layers: LayerGradients, into gradients: inout [Matrix]) throws(HUSEError) {
    Parallel.forEach(weightBlocks.count * nodes.count) { index, thread in
      let (node, block) = (index / weightBlocks.count, index % weightBlocks.count)
      let values = sum.own[node]
      let part = GradientPart(of: weightBlocks[block]) { self[$0, in: values] }
      add(nodes[node], of: weightBlocks[block], to: part, layers, thread: thread, depth: 0)
    }
    try sum.run()
    for (position, identifier) in layout.identifiers.enumerated() {
      guard identifier.layer != .similarity, let total = self[identifier, in: sum.total] else {
        continue
      }
      gradients[position].assign(total.matrix)
    }
  }

  /// A parameter in a vector of all; `nil` if the model does not have it.
  private subscript(
    identifier: ParameterIdentifier, in values: UnsafeSharedRows
  ) -> UnsafeSharedRows? {
    guard let position = layout.position(identifier) else { return nil }
    let (start, rows, columns) = places[position]
    return values[rows: start..<start + rows * columns].reshaped(rows: rows, columns: columns)
  }

  /// Sets `part` to the value of a node.
  private func add(
    _ node: Range<Int>, of block: WeightGradientBlock, to part: GradientPart,
    _ layers: LayerGradients, thread: Int, depth: Int
  ) {
    let other = part.like(memory[thread][depth])
    guard node.count > 1 else {
      let pairs = blocks.rows(ofBlock: node.lowerBound).offset(by: -own.lowerBound)
      return layers.set(block, from: pairs, to: part, using: other)
    }
    let (left, right) = FixedTree.children(of: node)
    add(left, of: block, to: part, layers, thread: thread, depth: depth)
    add(right, of: block, to: other, layers, thread: thread, depth: depth + 1)
    part.add(other)
  }
}

extension GradientPart {
  /// A part of the same shape in other memory.
  fileprivate func like(_ memory: UnsafeSharedRows) -> GradientPart {
    var start = 0
    func next(_ shape: UnsafeSharedRows) -> UnsafeSharedRows {
      defer { start += shape.count }
      return memory[rows: start..<start + shape.count]
        .reshaped(rows: shape.rows, columns: shape.columns)
    }
    return GradientPart(
      weights: next(weights), bias: bias.map(next), logScale: logScale.map(next))
  }
}
