import Foundation
import HUSECore
import HUSELosses
import Testing

/// What the losses with a class hierarchy give where there is no hierarchy or nothing to compare,
/// for logits of any size, and for batches that can be worked out by hand.
@Suite struct HierarchyLossValueTests {
  private static let paths = ["food/fruit/apple", "food/fruit/pear", "food/pizza", "tool"]

  private static func taxonomy() throws -> Taxonomy { try Taxonomy(classPaths: paths) }

  private static func graph() throws -> SemanticGraph {
    try SemanticGraph(classNames: paths, in: taxonomy())
  }

  /// A batch of these logits, images first, with embeddings along the first axis.
  private static func batch(_ logits: [[Float]], _ labels: [Int]) throws -> BatchOutput {
    let rows = logits.isEmpty ? Matrix(rows: 0, columns: 4) : try Matrix(rows: logits)
    var embeddings = Matrix(rows: labels.count, columns: 4)
    for row in labels.indices { embeddings[row, 0] = 1 }
    return try BatchOutput(
      imageEmbeddings: embeddings, textEmbeddings: embeddings,
      imageLogits: rows[rows: 0..<labels.count],
      textLogits: rows[rows: labels.count..<2 * labels.count], labels: labels)
  }

  private static func losses() throws -> [any Loss] {
    [
      SoftLabelLoss(try graph()),
      try HierarchicalCrossEntropyLoss(classNames: paths, in: taxonomy()),
      HierarchyFrameLoss(try HierarchyFrame(graph(), dimension: 4)),
    ]
  }

  /// Value and gradient of a loss over logits equal those of another.
  private static func expectEqual(
    _ loss: any Loss, _ other: any Loss, _ batch: BatchOutput, tolerance: Float = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (value, gradient) = loss(batch)
    let (expected, expectedGradient) = other(batch)
    #expect(
      abs(value.total - expected.total) <= Double(tolerance) * max(expected.total, 1),
      sourceLocation: sourceLocation)
    #expect(
      largestDifference(gradient.logits.values, expectedGradient.logits.values) <= tolerance,
      sourceLocation: sourceLocation)
    #expect(expected.total > 0, sourceLocation: sourceLocation)
  }

  private static let logits: [[Float]] = [
    [1, -2, 0.5, 3], [0, 0, 0, 0], [-1, 4, 2, 0.25], [2, 1, -3, 1],
  ]

  // MARK: - Without a hierarchy

  @Test func labelsAsHardAsCanBeAreOneClass() throws {
    let batch = try Self.batch(Self.logits, [3, 1])
    Self.expectEqual(
      SoftLabelLoss(try Self.graph(), hardness: 200), ClassificationLoss(), batch)
  }

  @Test(arguments: [0, 0.4, 5] as [Float])
  func aTreeOfOneLevelHasNoHierarchy(discount: Float) throws {
    let batch = try Self.batch(Self.logits, [3, 1])
    for prefix in ["", "all/classes/"] {
      let names = ["a", "b", "c", "d"].map { prefix + $0 }
      let loss = try HierarchicalCrossEntropyLoss(
        classNames: names, in: Taxonomy(classPaths: names), discount: discount)
      Self.expectEqual(loss, ClassificationLoss(), batch)
    }
  }

  @Test func levelsOfEqualWeightAreTheCrossEntropy() throws {
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: Self.taxonomy(), discount: 0)
    Self.expectEqual(loss, ClassificationLoss(), try Self.batch(Self.logits, [3, 1]))
  }

  /// With nothing left of the lower levels, the classes of a branch are one.
  @Test func aLargeDiscountLeavesTheFirstLevel() throws {
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: Self.taxonomy(), discount: 500)
    let (value, gradient) = loss(try Self.batch([[0, 0, 0, 0], [0, 0, 0, 0]], [0]))
    #expect(abs(value.total - log(4.0 / 3)) < 1e-6)
    #expect(
      largestDifference(
        gradient.logits[row: 0], [-1 / 24, -1 / 24, -1 / 24, 1 / 8] as [Float]) < 1e-6)
  }

  /// Classes that the tree has and the model has not take no part.
  @Test func otherClassesOfTheTaxonomyDoNotMatter() throws {
    let batch = try Self.batch(Self.logits, [2, 0])
    let larger = try Taxonomy(
      classPaths: Self.paths + ["food/fruit/fig", "food", "tool/saw", "water"])
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: larger, discount: 0.7)
    let expected = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: Self.taxonomy(), discount: 0.7)
    Self.expectEqual(loss, expected, batch, tolerance: 0)
  }

  // MARK: - Nothing to compare

  @Test func emptyBatchIsZero() throws {
    for loss in try Self.losses() {
      #expect(loss(try Self.batch([], [])).value.total == 0)
    }
  }

  @Test func oneClassIsCertain() throws {
    let graph = try SemanticGraph(distances: [[0]], classNames: ["a"])
    let rows: Matrix = [[-3]]
    let batch = try BatchOutput(
      imageEmbeddings: [[0.6, 0.8]], textEmbeddings: [[1, 0]],
      imageLogits: rows, textLogits: rows, labels: [0])
    let losses: [any Loss] = [
      SoftLabelLoss(graph),
      try HierarchicalCrossEntropyLoss(classNames: ["a"], in: Taxonomy(classPaths: ["a"])),
      HierarchyFrameLoss(try HierarchyFrame(graph, dimension: 2), cosineShare: 0),
    ]
    for loss in losses {
      let (value, gradient) = loss(batch)
      #expect(value.total == 0, "\(loss)")
      #expect(gradient.logits.values.allSatisfy { $0 == 0 }, "\(loss)")
      #expect(gradient.embeddings.values.allSatisfy { $0 == 0 }, "\(loss)")
    }
  }

  @Test func anEmbeddingAtItsDirectionHasTheCosinesOfItsClass() throws {
    let frame = try HierarchyFrame(Self.graph(), dimension: 6)
    let logits = Matrix(rows: 4, columns: 4)
    let batch = try BatchOutput(
      imageEmbeddings: frame.vectors, textEmbeddings: frame.vectors, imageLogits: logits,
      textLogits: logits, labels: [0, 1, 2, 3])
    let (value, gradient) = HierarchyFrameLoss(frame, cosineShare: 1)(batch)
    #expect(value.total < 1e-12)
    #expect(gradient.embeddings.values.allSatisfy { abs($0) < 1e-6 })
    #expect(value.terms.map(\.name) == ["frame classification", "frame cosines"])
    #expect(value.terms.map(\.weight) == [0, 1])
  }

  // MARK: - By hand

  /// Two siblings and a third class: distances 0.5 and 1.
  @Test func softLabelsByHand() throws {
    let paths = ["x/a", "x/b", "y/c"]
    let graph = try SemanticGraph(
      classNames: paths, in: Taxonomy(classPaths: paths))
    #expect(graph[0, 1] == 0.5)
    let logits: [Float] = [log(0.5), log(0.25), log(0.25)]
    let rows = try Matrix(rows: [logits])
    let embedding: Matrix = [[1, 0]]
    let batch = try BatchOutput(
      imageEmbeddings: embedding, textEmbeddings: embedding, imageLogits: rows, textLogits: rows,
      labels: [0])
    // exp(−β d) is 1, 1/2 and 1/4.
    let (value, gradient) = SoftLabelLoss(graph, hardness: 2 * log(2))(batch)
    let expected = (4 * log(2.0) + 2 * log(4.0) + log(4.0)) / 7
    #expect(abs(value.total - expected) < 1e-6)
    // Half of softmax − q, as there are two rows: q is 4/7, 2/7, 1/7.
    let cosineGradient: [Float] = [-1 / 28, -1 / 56, 3 / 56]
    #expect(largestDifference(gradient.logits[row: 0], cosineGradient) < 1e-6)
    #expect(largestDifference(gradient.logits[row: 1], cosineGradient) < 1e-6)
  }

  /// p(apple | fruit) = 1/2, p(fruit | food) = 2/3, p(food) = 3/4 with weights 1/4, 1/2 and 1.
  @Test func levelsByHand() throws {
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: Self.taxonomy(), discount: log(2))
    let value = loss(try Self.batch([[0, 0, 0, 0], [0, 0, 0, 0]], [0])).value
    let expected = log(2.0) / 4 + log(1.5) / 2 + log(4.0 / 3)
    #expect(abs(value.total - expected) < 1e-6)
  }

  /// The class above others is beside them: with equal logits each has a third of its branch.
  @Test func aClassAboveOthersIsItsOwnChild() throws {
    let paths = ["x", "x/a", "x/b", "y"]
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: paths, in: Taxonomy(classPaths: paths), discount: log(2))
    for label in 0..<3 {
      let value = loss(try Self.batch([[0, 0, 0, 0], [0, 0, 0, 0]], [label])).value
      #expect(abs(value.total - (log(3.0) / 2 + log(4.0 / 3))) < 1e-6)
    }
    let other = loss(try Self.batch([[0, 0, 0, 0], [0, 0, 0, 0]], [3])).value
    #expect(abs(other.total - log(4.0)) < 1e-6)
  }

  // MARK: - Any numbers

  /// Probabilities far below the smallest number have logarithms.
  @Test func extremeLogitsStayFinite() throws {
    let batch = try Self.batch(
      [[-3000, -2000, 0, 5000], [1e30, 0, -1e30, 0], [0, 0, 4000, -4000], [0, 1e4, 0, 0]], [0, 2])
    for loss in try Self.losses() {
      let (value, gradient) = loss(batch)
      #expect(value.total.isFinite, "\(loss)")
      #expect(gradient.logits.firstNonFinite == nil, "\(loss)")
    }
    let loss = try HierarchicalCrossEntropyLoss(
      classNames: Self.paths, in: Self.taxonomy(), discount: log(2))
    let (value, gradient) = loss(
      try Self.batch([[-3000, -2000, 0, 5000], [-3000, -2000, 0, 5000]], [0]))
    // 1000 to the sibling, 2000 to the pizza, 5000 to the tool.
    #expect(abs(value.total - (1000.0 / 4 + 2000 / 2 + 5000)) < 1e-2)
    #expect(
      largestDifference(
        gradient.logits[row: 0], [-0.125, 0.125 - 0.25, 0.25 - 0.5, 0.5] as [Float]) < 1e-6)
  }

  @Test(arguments: [Float.nan, .infinity])
  func aValueThatIsNotFiniteShows(_ bad: Float) throws {
    let batch = try Self.batch([[0, bad, 0, 0], [0, 0, 0, 0]], [0])
    for loss in try Self.losses()[..<2] { #expect(!loss(batch).value.total.isFinite) }
    let rows = Matrix(rows: 1, columns: 4)
    let embeddings = try BatchOutput(
      imageEmbeddings: [[bad, 0, 0, 0]], textEmbeddings: rows, imageLogits: rows,
      textLogits: rows, labels: [0])
    #expect(!(try Self.losses()[2](embeddings).value.total.isFinite))
  }
}
