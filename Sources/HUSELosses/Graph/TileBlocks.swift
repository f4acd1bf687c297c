internal import HUSECore

/// The memory that a thread reuses for each tile of pairs.
struct TileBlocks: Sendable {
  /// The blocks with pairs of close classes.
  var near: [PairBlock] = []
  /// The blocks with a gradient, and the positions where their gradients are kept.
  var active: [(block: PairBlock, start: Int)] = []
  /// The products of all blocks, one after another, `[pairs of a tile × 1]`.
  var products = Matrix(
    rows: MaskedPairwiseError.tileSize * MaskedPairwiseError.tileSize, columns: 1)
  /// Memory for the gradient of a block in bfloat16; allocated when it is first needed.
  lazy var roundedMemory = RoundedTile(size: MaskedPairwiseError.tileSize)

  /// Removes all blocks, and keeps their memory.
  mutating func removeAll() {
    near.removeAll(keepingCapacity: true)
    active.removeAll(keepingCapacity: true)
  }
}
