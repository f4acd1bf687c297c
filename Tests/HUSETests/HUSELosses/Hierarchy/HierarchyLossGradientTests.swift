import HUSECore
import HUSELosses
import Testing

/// The losses with a class hierarchy against loops over every class and every level, and their
/// gradients against central differences of those loops.
@Suite struct HierarchyLossGradientTests {
  typealias Setting = LossGradientTests.Setting

  static let settings =
    LossGradientTests.settings + [
      Setting(pairs: 5, seed: 4, labels: [3, 2, 1, 0, 3])
    ]

  /// Trees of four classes.
  static let trees = [
    ["a", "b", "c", "d"],
    ["x/a", "y/c", "x/b", "y/d"],
    // Of different depths, under levels that all share.
    ["all/top/x/a/deep", "all/top/b", "all/top/x/c", "all/top/x/a/deeper"],
    // A node with a single child between others.
    ["x/only/a", "y", "x/only/b", "z"],
    // Classes above others, in any order.
    ["x/a", "x", "x/a/b", "y"],
    ["x/y/z", "x", "x/y", "x/w"],
  ]

  @Test(arguments: settings, [0.5, 4, 30] as [Float])
  func softLabels(_ setting: Setting, hardness: Float) throws {
    let graph = LossGradientTests.graph
    try LossGradientTests.check(SoftLabelLoss(graph, hardness: hardness), setting) {
      DoubleHierarchyLosses.softLabels(
        $0, distances: graph.distances.doubles, hardness: Double(hardness))
    }
  }

  @Test(arguments: settings, trees)
  func hierarchicalCrossEntropy(_ setting: Setting, tree: [String]) throws {
    for discount in [0, 0.3, 2] as [Float] {
      let loss = try HierarchicalCrossEntropyLoss(
        classNames: tree, in: Taxonomy(classPaths: tree), discount: discount)
      try LossGradientTests.check(loss, setting) {
        DoubleHierarchyLosses.hierarchicalCrossEntropy(
          $0, classPaths: tree, discount: Double(discount))
      }
    }
  }

  /// In as many dimensions as it has classes, and in fewer, where its cosines are others.
  @Test(arguments: settings, [5, 2])
  func hierarchyFrame(_ setting: Setting, dimension: Int) throws {
    var setting = setting
    setting.dimension = dimension
    let frame = try HierarchyFrame(LossGradientTests.graph, dimension: dimension, decay: 2)
    for (scale, share) in [(1, 0.5), (6, 0.2), (3, 0), (3, 1)] as [(Float, Float)] {
      try LossGradientTests.check(
        HierarchyFrameLoss(frame, scale: scale, cosineShare: share), setting
      ) {
        DoubleHierarchyLosses.frame(
          $0, vectors: frame.vectors.doubles, scale: Double(scale), cosineShare: Double(share))
      }
    }
  }

  /// They are summands and have weights like the losses of the paper.
  @Test(arguments: settings) func weightedSum(_ setting: Setting) throws {
    let graph = LossGradientTests.graph
    let tree = Self.trees[2]
    let frame = try HierarchyFrame(graph, dimension: setting.dimension)
    let loss =
      try 0.5 * (SoftLabelLoss(graph, hardness: 4) + 2 * HierarchyFrameLoss(frame, scale: 2))
      + 0.25
      * HierarchicalCrossEntropyLoss(
        classNames: tree, in: Taxonomy(classPaths: tree), discount: 0.5)
    try LossGradientTests.check(loss, setting) {
      0.5
        * DoubleHierarchyLosses.softLabels(
          $0, distances: graph.distances.doubles, hardness: 4)
        + DoubleHierarchyLosses.frame(
          $0, vectors: frame.vectors.doubles, scale: 2, cosineShare: 0.5)
        + 0.25
        * DoubleHierarchyLosses.hierarchicalCrossEntropy($0, classPaths: tree, discount: 0.5)
    }
  }

  /// More rows than one thread takes at a time.
  @Test func manyRows() throws {
    let tree = Self.trees[4]
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: tree, in: Taxonomy(classPaths: tree), discount: 0.3)
    let labels = (0..<150).map { $0 % 4 }
    let batch = try LossGradientTests.batch(Setting(pairs: 150, seed: 8, labels: labels))
    let doubles = DoubleBatch(
      embeddings: batch.embeddings.doubles, logits: batch.logits.doubles, labels: labels)
    func reference(_ batch: DoubleBatch) -> Double {
      DoubleHierarchyLosses.hierarchicalCrossEntropy(
        batch, classPaths: tree, discount: Double(Float(0.3)))
    }
    let (value, gradient) = loss(batch)
    #expect(abs(value.total - reference(doubles)) < 1e-5)
    for row in [0, 63, 64, 149, 150, 255, 256, 299] {
      for column in 0..<4 {
        var (up, down) = (doubles, doubles)
        up.logits[row][column] += 1e-5
        down.logits[row][column] -= 1e-5
        let slope = (reference(up) - reference(down)) / 2e-5
        #expect(abs(Double(gradient.logits[row, column]) - slope) < 1e-7)
      }
    }
  }
}
