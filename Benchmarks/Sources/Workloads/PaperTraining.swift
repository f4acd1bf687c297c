public import HUSE

/// Training of the paper's network: images 2048 → 5 × 512, texts 3072 → 2 × 512, 101 classes.
///
/// One batch of random features makes an epoch, so that a step needs no more memory than its batch.
public struct PaperTraining<Pairs: PairedDataset>: Sendable {
  /// What it trains on.
  public let pairs: Pairs
  /// The distances of the classes.
  public let graph: SemanticGraph
  /// The network.
  public var model: SharedEmbedding
  /// The optimizer of the paper.
  public var trainer: Trainer

  /// Makes an untrained network for pairs, whose embeddings have `dimension` numbers.
  public init(
    pairs: Pairs, batchSize: Int, dimension: Int = 512, precision: Precision = .float32
  ) throws {
    self.pairs = pairs
    graph = try ClassEmbeddings.graph(count: pairs.classNames.count)
    model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: pairs.imageDimension, hiddenDimensions: [512, 512, 512, 512],
        outputDimension: dimension, dropout: 0.15, seed: 4),
      textTower: Tower(
        inputDimension: pairs.textDimension, hiddenDimensions: [512], outputDimension: dimension,
        dropout: 0.15, seed: 5),
      classNames: pairs.classNames, logitScale: .fixed(1))
    trainer = try Trainer(
      optimizer: RMSProp(momentum: 0.9), batchSize: batchSize, precision: precision, seed: 6)
  }

  /// All three losses of the paper, or without a margin those that are not the graph's.
  public func loss(margin: Float?) -> any Loss {
    let others = 0.6 * ClassificationLoss() + 0.2 * GapLoss()
    guard let margin else { return others }
    return others + 0.2 * GraphLoss(graph, margin: margin)
  }

  /// Takes steps; `afterEach` is called after each with its number, from 1.
  public mutating func train(
    steps: Int, minimizing loss: any Loss, afterEach: (Int) -> Void = { _ in }
  ) throws {
    try trainer.train(&model, on: pairs, minimizing: loss, steps: steps) { afterEach($0.step) }
  }
}

extension PaperTraining<PairedFeatures> {
  /// Makes a batch of `batchSize` pairs of `classCount` classes and an untrained network.
  public init(
    batchSize: Int, classCount: Int = PaperLabels.classCount, dimension: Int = 512,
    precision: Precision = .float32
  ) throws {
    let pairs = try PairedFeatures(
      images: .uniform(rows: batchSize, columns: 2048, in: 0...1, seed: 2),
      texts: .uniform(rows: batchSize, columns: 3072, in: -1...1, seed: 3),
      labels: PaperLabels.uniform(count: batchSize, classCount: classCount),
      classNames: ClassEmbeddings.names(count: classCount), allowsEmptyClasses: true)
    try self.init(
      pairs: pairs, batchSize: batchSize, dimension: dimension, precision: precision)
  }
}

/// The classes of the paper's data set.
public enum PaperLabels {
  /// The number of classes.
  public static let classCount = 101

  /// Names for them.
  public static var names: [String] { ClassEmbeddings.names(count: classCount) }

  /// Labels drawn uniformly.
  public static func uniform(count: Int, classCount: Int = classCount) -> [Int] {
    var generator = SplitMix64(seed: 7)
    return (0..<count).map { _ in generator.nextInteger(below: classCount) }
  }
}
