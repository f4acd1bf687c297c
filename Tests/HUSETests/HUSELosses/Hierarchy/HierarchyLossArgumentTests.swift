import HUSECore
import HUSELosses
import Testing

/// What the losses with a class hierarchy refuse: other classes than the model's, another
/// dimension, settings outside their range.
@Suite struct HierarchyLossArgumentTests {
  private static let paths = ["food/fruit/apple", "food/fruit/pear", "food/pizza", "tool"]

  @Test func whatDoesNotFitTheModelIsRefused() throws {
    let paths = Self.paths
    let taxonomy = try Taxonomy(classPaths: paths)
    let graph = try SemanticGraph(classNames: paths, in: taxonomy)
    let frame = try HierarchyFrame(graph, dimension: 8)
    func levels(_ classNames: [String], _ discount: Float = 0.4) throws -> any Loss {
      try HierarchicalCrossEntropyLoss(classNames: classNames, in: taxonomy, discount: discount)
    }
    let expected: [(any Loss, String)] = [
      (
        SoftLabelLoss(graph, hardness: 0),
        "hardness of the soft label loss: expected a finite number above 0, found 0.0."
      ),
      (
        SoftLabelLoss(try SemanticGraph(classNames: paths.reversed(), in: taxonomy)),
        "semantic graph: has class 'tool' where the model has 'food/fruit/apple'. "
          + "Build the graph from the model's class names, in their order."
      ),
      (
        try levels(paths, -1),
        "discount of the hierarchical cross entropy loss: "
          + "expected a finite number of 0 or more, found -1.0."
      ),
      (
        try levels(Array(paths.dropLast())),
        "hierarchical cross entropy loss: has 3 classes, the model 4. "
          + "Pass the model's class names, in their order."
      ),
      (
        HierarchyFrameLoss(frame, scale: .nan),
        "scale of the hierarchy frame loss: expected a finite number above 0, found nan."
      ),
      (
        HierarchyFrameLoss(frame, cosineShare: 1.5),
        "cosineShare of the hierarchy frame loss: expected a number in [0, 1], found 1.5."
      ),
      (
        HierarchyFrameLoss(
          try HierarchyFrame(
            SemanticGraph(classNames: paths.reversed(), in: taxonomy), dimension: 8)),
        "hierarchy frame: has class 'tool' where the model has 'food/fruit/apple'. "
          + "Build the frame from a graph of the model's class names, in their order."
      ),
      (
        HierarchyFrameLoss(try HierarchyFrame(graph, dimension: 5)),
        "hierarchy frame: expected shape [4, 8], found [4, 5]. "
          + "Build the frame with the output dimension of the towers."
      ),
    ]
    for (loss, text) in expected {
      let found = errorText { () throws(HUSEError) in
        try loss.check(classNames: paths, dimension: 8)
      }
      #expect(found == text)
    }
    for loss: any Loss in [SoftLabelLoss(graph), try levels(paths), HierarchyFrameLoss(frame)] {
      #expect(throws: Never.self) { try loss.check(classNames: paths, dimension: 8) }
    }
  }

  @Test func classesThatTheTaxonomyLacksAreRefused() throws {
    let taxonomy = try Taxonomy(classPaths: Self.paths)
    func text(_ names: [String]) -> String? {
      errorText { () throws(HUSEError) in
        try HierarchicalCrossEntropyLoss(classNames: names, in: taxonomy)
      }
    }
    #expect(
      text(["tool", "fig"])
        == "taxonomy: has no class 'fig'. "
        + "It holds: food/fruit/apple, food/fruit/pear, food/pizza, tool.")
    #expect(
      text(["tool", "tool"]) == "taxonomy: class 'tool' is duplicated. Pass each class once.")
    #expect(
      text([]) == "taxonomy: is to be pruned to no classes. Pass at least one class.")
  }
}
