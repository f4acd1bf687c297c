internal import HUSECore

/// The sizes of a ResNet.
struct ResNetShape: Sendable, Hashable, Codable {
  /// Whether the blocks have two convolutions instead of three.
  let isBasic: Bool
  /// The number of channels after the first convolution.
  let stem: Int
  /// The number of blocks in each stage.
  let blocks: [Int]
  /// The number of channels after each stage.
  let outputs: [Int]

  /// The number of convolutions in a block.
  var convolutionCount: Int { isBasic ? 2 : 3 }
  /// The number of layers with weights, as in the name of a network, such as 50.
  var depth: Int { blocks.reduce(2) { $0 + $1 * convolutionCount } }

  /// Whether this is the shape of a published network, which the names in a checkpoint determine.
  var isPublished: Bool { Self(isBasic: isBasic, blocks: blocks) == self }

  init(isBasic: Bool, stem: Int, blocks: [Int], outputs: [Int]) {
    self.isBasic = isBasic
    self.stem = stem
    self.blocks = blocks
    self.outputs = outputs
  }

  /// Creates the shape of the published network with these blocks, or `nil` if there is none.
  private init?(isBasic: Bool, blocks: [Int]) {
    let published =
      isBasic ? [[2, 2, 2, 2], [3, 4, 6, 3]] : [[3, 4, 6, 3], [3, 4, 23, 3], [3, 8, 36, 3]]
    guard published.contains(blocks) else { return nil }
    let widths = [64, 128, 256, 512]
    self.init(
      isBasic: isBasic, stem: widths[0], blocks: blocks,
      outputs: isBasic ? widths : widths.map { $0 * ResidualBlock.expansion })
  }

  /// The number of input channels of a block.
  func inputs(ofBlock block: Int, stage: Int) -> Int {
    block > 0 ? outputs[stage] : stage > 0 ? outputs[stage - 1] : stem
  }

  /// The stride of a block.
  func stride(ofBlock block: Int, stage: Int) -> Int { block == 0 && stage > 0 ? 2 : 1 }

  /// Whether the shortcut of a block has a convolution, because the block changes the shape.
  func hasShortcut(block: Int, stage: Int) -> Bool {
    inputs(ofBlock: block, stage: stage) != outputs[stage]
      || stride(ofBlock: block, stage: stage) != 1
  }

  /// Derives the shape from the names in a checkpoint; without any blocks, the shape of ResNet-50.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for a different network.
  init(of weights: NetworkWeights, _ names: ResNetNames) throws(HUSEError) {
    let counts = (0..<4).map { weights.blockCount(names.blocks(ofStage: $0)) }
    let hasBlocks = counts.contains { $0 > 0 }
    let first = names.convolution(0, ofBlock: 0, stage: 0).convolution
    let second = names.convolution(1, ofBlock: 0, stage: 0).convolution
    let third = names.convolution(2, ofBlock: 0, stage: 0).convolution
    func unsupported(_ found: String) -> HUSEError {
      .unsupportedFile(path: weights.path, found: found, supported: weights.purpose)
    }
    let isBasic = hasBlocks && !weights.layers.contains(third)
    guard let shape = Self(isBasic: isBasic, blocks: hasBlocks ? counts : [3, 4, 6, 3]) else {
      throw unsupported("a ResNet of \(counts.map(String.init).joined(separator: ", ")) blocks")
    }
    self = shape
    // A ResNeXt, whose convolutions are grouped, and a wide ResNet have such shapes.
    if let narrow = weights.shape(of: "\(first).weight"), narrow.count == 4,
      let wide = weights.shape(of: "\(second).weight"), wide.count == 4
    {
      if wide[1] < narrow[0] { throw unsupported("a ResNeXt, with \(wide[1]) inputs of a group") }
      if narrow[0] > stem {
        throw unsupported("a wide ResNet, with \(narrow[0]) channels in its first block")
      }
    }
  }

  /// Rejects a checkpoint with additional layers that contribute to the features.
  ///
  /// - Throws: `HUSEError.unsupportedFile` with the name of the layer.
  func refuseOtherLayers(of weights: NetworkWeights, _ names: ResNetNames) throws(HUSEError) {
    var known: Set<String> = []
    func add(_ layer: ResNetNames.Layer) {
      known.formUnion([layer.convolution, layer.normalization])
    }
    add(names.stem)
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        for index in 0..<convolutionCount {
          add(names.convolution(index, ofBlock: block, stage: stage))
        }
        if hasShortcut(block: block, stage: stage) {
          add(names.shortcut(ofBlock: block, stage: stage))
        }
      }
    }
    try weights.refuseLayers(otherThan: known, in: names.trunk, of: "a ResNet")
  }
}

extension ResNetShape {
  private static let widest = 1 << 16
  private static let longest = 1000

  /// - Throws: `HUSEError.malformedFile` for impossible sizes.
  func check(path: String, remedy: Remedy) throws(HUSEError) {
    let isPossible =
      1...8 ~= blocks.count && outputs.count == blocks.count
      && ([stem] + outputs).allSatisfy { 1...Self.widest ~= $0 }
      && blocks.allSatisfy { 1...Self.longest ~= $0 }
      && (isBasic || outputs.allSatisfy { $0 % ResidualBlock.expansion == 0 })
    guard isPossible else {
      throw .malformedFile(
        path: path,
        problem: "a ResNet cannot have \(blocks) blocks in its stages, \(stem) channels at first "
          + "and \(outputs) after the stages",
        remedy: remedy)
    }
  }
}
