import Foundation
import HUSE
import Testing

/// A step of several ranks against the step of one process that has the whole batch, for every
/// loss.
@Suite struct DistributedStepTests {
  static let classNames = (0..<5).map { "group \($0 % 2)<class \($0)" }
  /// Two tiles of pairs of the graph loss and a part of a third, and ten blocks of which the last
  /// is short.
  static let pairCount = 301
  static let dimension = 6

  static let pairs: PairedFeatures = {
    var generator = SplitMix64(seed: 3)
    return try! PairedFeatures(
      images: .random(pairCount, 9, using: &generator),
      texts: .random(pairCount, 7, using: &generator),
      labels: (0..<pairCount).map { $0 * 5 / pairCount }, classNames: classNames)
  }()

  static let losses: [PairLossValueTests.Named] = {
    var generator = SplitMix64(seed: 4)
    let meanings = Matrix.random(5, dimension, using: &generator)
    let graph = try! SemanticGraph(classEmbeddings: meanings, classNames: classNames)
    let taxonomy = try! Taxonomy(classPaths: classNames)
    return [
      .init("classification", ClassificationLoss()),
      .init("soft labels", SoftLabelLoss(graph)),
      .init("graph", GraphLoss(graph, margin: 0.8)),
      .init("graph without a mask", GraphLoss(graph, margin: 3)),
      .init("gap", GapLoss()),
      .init("projection", ProjectionLoss(classEmbeddings: meanings)),
      .init("hinge rank", HingeRankLoss(classEmbeddings: meanings)),
      .init("triplet", TripletLoss(margin: 0.5)),
      .init("AdaMine", AdaMineLoss()),
      .init("cosine embedding", CosineEmbeddingLoss()),
      .init("contrastive", ContrastiveLoss()),
      .init("contrastive of classes", ContrastiveLoss(matching: .classes)),
      .init("sigmoid", SigmoidLoss()),
      .init(
        "hierarchical cross entropy",
        try! HierarchicalCrossEntropyLoss(classNames: classNames, in: taxonomy)),
      .init(
        "hierarchy frame", HierarchyFrameLoss(try! HierarchyFrame(graph, dimension: dimension))),
      .init(
        "learned scales",
        ContrastiveLoss.withLearnedScale() + 0.5 * SigmoidLoss.withLearnedScale()
          + ClassificationLoss()),
      .init(
        "sum", 0.5 * ClassificationLoss() + 0.3 * GraphLoss(graph, margin: 0.9) + 0.2 * GapLoss()),
    ]
  }()

  static func model(sharing: ClassifierSharing = .shared) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 9, hiddenDimensions: [12, 10], outputDimension: dimension, dropout: 0.2,
        seed: 1),
      textTower: Tower(
        inputDimension: 7, hiddenDimensions: [11], outputDimension: dimension, dropout: 0.2,
        inputDropout: 0.1, seed: 2),
      classNames: classNames, logitScale: .learned(4), classifierSharing: sharing,
      similarityScale: SimilarityScale(scale: 3, bias: -1))
  }

  struct Outcome: Sendable, Equatable {
    var terms: [LossTerm]
    var gradients: [Matrix]
  }

  /// A step; `communicator` is `nil` for the step of one process.
  static func step(
    _ loss: any Loss, sharing: ClassifierSharing = .shared, precision: Precision = .float32,
    over communicator: (any Communicator)?, blockSize: Int = 32
  ) throws -> Outcome {
    let model = try model(sharing: sharing)
    let distribution = try communicator.map {
      try DistributedTraining(over: $0, blockSize: blockSize)
    }
    let step = TrainingStep(
      for: model, pairCount: pairCount, precision: precision, distribution: distribution)
    var generator = SplitMix64(seed: 9)
    let own = communicator.map {
      RankBlocks(rowCount: pairCount, blockSize: blockSize, rankCount: $0.size).rows(of: $0.rank)
    }
    let value = try step.run(
      model, on: pairs, rows: own.map { Array($0)[...] },
      batchLabels: pairs.labels.map(Int32.init), minimizing: loss,
      penalty: .allLayers(0.01, of: model), using: &generator)
    return Outcome(
      terms: value.terms, gradients: model.parameters.indices.map(step.parameterGradient))
  }

  static func ranks(
    _ count: Int, _ loss: any Loss, sharing: ClassifierSharing = .shared,
    precision: Precision = .float32, blockSize: Int = 32
  ) throws -> Outcome {
    let outcomes = try InProcessCommunicator.run(ranks: count) {
      try step(loss, sharing: sharing, precision: precision, over: $0, blockSize: blockSize)
    }
    for outcome in outcomes { #expect(outcome == outcomes[0], "\(count) ranks") }
    return outcomes[0]
  }

  /// Those of the losses that use the classifiers.
  static let ofClassifiers = losses.filter {
    [
      "classification", "soft labels", "hierarchical cross entropy", "learned scales", "sum",
    ].contains($0.description)
  }

  /// Those that use the embeddings alone.
  static let ofEmbeddings = losses.filter { loss in
    !ofClassifiers.contains { $0.description == loss.description }
  }

  @Test(arguments: losses)
  func isThatOfOneProcessWithTheWholeBatch(_ named: PairLossValueTests.Named) throws {
    try expectTheStepOfOneProcess(named, sharing: .shared)
  }

  @Test(arguments: ofClassifiers)
  func separateClassifiersAreThoseOfOneProcess(_ named: PairLossValueTests.Named) throws {
    try expectTheStepOfOneProcess(named, sharing: .separate)
  }

  @Test(arguments: ofEmbeddings)
  func separateClassifiersThatNoLossUses(_ named: PairLossValueTests.Named) throws {
    try expectTheStepOfOneProcess(named, sharing: .separate)
  }

  private func expectTheStepOfOneProcess(
    _ named: PairLossValueTests.Named, sharing: ClassifierSharing
  ) throws {
    let whole = try Self.step(named.loss, sharing: sharing, over: nil)
    let one = try Self.ranks(1, named.loss, sharing: sharing)
    #expect(one.terms.map(\.name) == whole.terms.map(\.name))
    for (found, expected) in zip(one.terms, whole.terms) {
      #expect(abs(found.value - expected.value) <= 1e-6 * max(1, abs(expected.value)))
    }
    for (position, (found, expected)) in zip(one.gradients, whole.gradients).enumerated() {
      let size = max(expected.values.map(abs).max() ?? 0, 1e-3)
      #expect(
        largestDifference(found.values, expected.values) <= 1e-5 * size, "parameter \(position)")
    }
    // The same bits, with an uneven division and with more ranks than blocks as well.
    for count in [2, 3, 4, 12] {
      #expect(try Self.ranks(count, named.loss, sharing: sharing) == one, "\(count) ranks")
    }
  }

  /// Nineteen blocks are more than the graph loss has groups: three ranks divide some of these.
  @Test(arguments: [Precision.float32, .bfloat16])
  func moreBlocksThanGroups(precision: Precision) throws {
    let loss = Self.losses.first { $0.description == "graph" }!.loss
    let whole = try Self.step(loss, precision: precision, over: nil)
    let one = try Self.ranks(1, loss, precision: precision, blockSize: 16)
    let tolerance: Float = precision == .float32 ? 1e-5 : 1e-4
    for (position, (found, expected)) in zip(one.gradients, whole.gradients).enumerated() {
      let size = max(expected.values.map(abs).max() ?? 0, 1e-3)
      #expect(
        largestDifference(found.values, expected.values) <= tolerance * size,
        "parameter \(position)")
    }
    for count in [2, 3, 5] {
      #expect(
        try Self.ranks(count, loss, precision: precision, blockSize: 16) == one, "\(count) ranks")
    }
  }

  /// A tile of the graph loss holds a part of such a block.
  @Test func blocksLargerThanATile() throws {
    let loss = Self.losses.first { $0.description == "graph" }!.loss
    let whole = try Self.step(loss, over: nil)
    let one = try Self.ranks(1, loss, blockSize: 288)
    for (found, expected) in zip(one.gradients, whole.gradients) {
      let size = max(expected.values.map(abs).max() ?? 0, 1e-3)
      #expect(largestDifference(found.values, expected.values) <= 1e-5 * size)
    }
    #expect(try Self.ranks(2, loss, blockSize: 288) == one)
  }

  @Test func isThatOfOneProcessInBFloat16() throws {
    let loss = Self.losses.last!.loss
    let whole = try Self.step(loss, precision: .bfloat16, over: nil)
    let one = try Self.ranks(1, loss, precision: .bfloat16)
    for (position, (found, expected)) in zip(one.gradients, whole.gradients).enumerated() {
      let size = max(expected.values.map(abs).max() ?? 0, 1e-3)
      #expect(
        largestDifference(found.values, expected.values) <= 1e-4 * size, "parameter \(position)")
    }
    for count in [2, 3, 4] {
      #expect(try Self.ranks(count, loss, precision: .bfloat16) == one, "\(count) ranks")
    }
  }

  @Test func blockSizesAreChecked() throws {
    _ = try InProcessCommunicator.run(ranks: 1) { communicator in
      for size in [0, -16, 24] {
        #expect(
          errorText { () throws(HUSEError) in
            try DistributedTraining(over: communicator, blockSize: size)
          } == "blockSize: expected a multiple of 16 above 0, found \(size).")
      }
    }
  }
}
