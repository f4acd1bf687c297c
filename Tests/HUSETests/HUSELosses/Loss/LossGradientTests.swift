import HUSECore
import HUSELosses
import Testing

/// Every loss against the same equation in double-precision loops, and its gradient against
/// central differences of those loops.
@Suite struct LossGradientTests {
  static let classNames = ["a", "b", "c", "d"]

  struct Setting: Sendable, CustomStringConvertible {
    var pairs: Int
    var dimension = 5
    var seed: UInt64
    var labels: [Int]
    var similarityScale: SimilarityScale?
    var description: String { "\(pairs) pairs, labels \(labels)" }
  }

  static let settings = [
    Setting(pairs: 6, seed: 1, labels: [0, 1, 2, 3, 0, 1]),
    Setting(pairs: 1, seed: 2, labels: [2]),
    Setting(pairs: 4, seed: 3, labels: [1, 1, 1, 1]),
  ]

  static let graph = try! SemanticGraph(
    distances: Matrix(rows: [
      [0, 0.3, 0.7, 0.95], [0.3, 0, 0.45, 1.2], [0.7, 0.45, 0, 0.1], [0.95, 1.2, 0.1, 0],
    ]), classNames: classNames)

  static func batch(_ setting: Setting) throws -> BatchOutput {
    var generator = SplitMix64(seed: setting.seed)
    func units() -> Matrix {
      Matrix.random(setting.pairs, setting.dimension, using: &generator).normalizedRows
    }
    func logits() -> Matrix {
      Matrix.random(setting.pairs, classNames.count, using: &generator)
    }
    return try BatchOutput(
      imageEmbeddings: units(), textEmbeddings: units(), imageLogits: logits(),
      textLogits: logits(), labels: setting.labels, similarityScale: setting.similarityScale)
  }

  /// Compares value and gradient of `loss` with `reference`, weighted with `weight`.
  static func check(
    _ loss: some Loss, _ setting: Setting, weight: Double = 1,
    _ reference: (DoubleBatch) -> Double
  ) throws {
    let batch = try batch(setting)
    let (value, gradient) = loss(batch)
    let doubles = DoubleBatch(
      embeddings: batch.embeddings.doubles, logits: batch.logits.doubles, labels: setting.labels)
    #expect(abs(value.total - weight * reference(doubles)) < 1e-5)
    let step = 1e-6
    for row in 0..<2 * setting.pairs {
      for column in 0..<setting.dimension {
        var (up, down) = (doubles, doubles)
        up.embeddings[row][column] += step
        down.embeddings[row][column] -= step
        let slope = weight * (reference(up) - reference(down)) / (2 * step)
        #expect(abs(Double(gradient.embeddings[row, column]) - slope) < 2e-5)
      }
      for column in classNames.indices {
        var (up, down) = (doubles, doubles)
        up.logits[row][column] += step
        down.logits[row][column] -= step
        let slope = weight * (reference(up) - reference(down)) / (2 * step)
        #expect(abs(Double(gradient.logits[row, column]) - slope) < 2e-5)
      }
    }
  }

  @Test(arguments: settings) func classification(_ setting: Setting) throws {
    try Self.check(ClassificationLoss(), setting, DoubleLosses.classification)
  }

  @Test(arguments: settings, [0.5, 0.8, 2.5] as [Float])
  func graph(_ setting: Setting, margin: Float) throws {
    try Self.check(GraphLoss(Self.graph, margin: margin), setting) {
      DoubleLosses.graph($0, distances: Self.graph.distances.doubles, margin: Double(margin))
    }
  }

  @Test(arguments: settings) func gap(_ setting: Setting) throws {
    try Self.check(GapLoss(), setting, DoubleLosses.gap)
  }

  @Test(arguments: settings) func projection(_ setting: Setting) throws {
    var generator = SplitMix64(seed: 9)
    let loss = ProjectionLoss(
      classEmbeddings: Matrix.random(4, setting.dimension, using: &generator))
    try Self.check(loss, setting) {
      DoubleLosses.projection($0, classEmbeddings: loss.classEmbeddings.doubles)
    }
  }

  @Test(arguments: settings) func weightedSum(_ setting: Setting) throws {
    let loss =
      2 * (0.3 * ClassificationLoss() + 0.1 * GraphLoss(Self.graph, margin: 0.8)) + 0.2 * GapLoss()
    try Self.check(loss, setting) {
      0.6 * DoubleLosses.classification($0)
        + 0.2 * DoubleLosses.graph($0, distances: Self.graph.distances.doubles, margin: 0.8)
        + 0.2 * DoubleLosses.gap($0)
    }
  }

  /// More rows than a tile of pairs holds, so that tiles beside, on and below the diagonal meet, in
  /// the order of their classes as in training, and in none.
  @Test(arguments: [true, false], [0.2, 0.8] as [Float])
  func graphOverSeveralTiles(sortsByClass: Bool, margin: Float) throws {
    let pairs = 260
    var generator = SplitMix64(seed: 5)
    let drawn = (0..<pairs).map { _ in generator.nextInteger(below: 4) }
    let labels = sortsByClass ? drawn.sorted() : drawn
    let batch = try Self.batch(Setting(pairs: pairs, dimension: 3, seed: 6, labels: labels))
    let (value, gradient) = GraphLoss(Self.graph, margin: margin)(batch)
    let doubles = DoubleBatch(embeddings: batch.embeddings.doubles, logits: [], labels: labels)
    let distances = Self.graph.distances.doubles
    let expected = DoubleLosses.graph(doubles, distances: distances, margin: Double(margin))
    #expect(abs(value.total - expected) < 1e-5)
    // Every class, on both sides of each border of tiles, among images and texts.
    for row in stride(from: 0, to: 520, by: 29) + [255, 256, 259, 260, 511, 512, 519] {
      let slope = Self.slope { step in
        var moved = doubles
        moved.embeddings[row][1] += step
        // Each of its pairs is duplicated, in the part of the other row too.
        return 2
          * DoubleLosses.graph(
            moved, ofRow: row, distances: distances, margin: Double(margin))
      }
      #expect(abs(Double(gradient.embeddings[row, 1]) - slope) < 1e-6)
    }
  }

  private static func slope(_ function: (Double) -> Double) -> Double {
    (function(1e-6) - function(-1e-6)) / 2e-6
  }
}
