import HUSECore
import Testing

@Suite struct TaxonomyTests {
  /// Heights: food 3, fruit 1, vegetable 2, roots 1, the classes 0.
  private static let paths = [
    "food/fruit/apple", "food/fruit/pear", "food/pizza", "food/vegetable/roots/carrot",
    "food/vegetable/leek",
  ]

  private let taxonomy: Taxonomy

  init() throws { taxonomy = try Taxonomy(classPaths: Self.paths) }

  @Test(arguments: [
    (0, 1, 1.0 / 3), (0, 2, 1.0), (0, 3, 1.0), (3, 4, 2.0 / 3), (2, 4, 1.0), (1, 1, 0.0),
    (3, 3, 0.0),
  ])
  func dissimilarityIsTheHeightOfTheCommonAncestor(first: Int, second: Int, expected: Double)
    throws
  {
    let (a, b) = (Self.paths[first], Self.paths[second])
    #expect(abs(try taxonomy.dissimilarity(of: a, and: b) - expected) < 1e-12)
    #expect(abs(try taxonomy.dissimilarity(of: b, and: a) - expected) < 1e-12)
  }

  @Test func classesAndHeight() {
    #expect(taxonomy.classNames == Self.paths.sorted())
    #expect(taxonomy.height == 3)
  }

  @Test func aClassMayLieAboveAnother() throws {
    let taxonomy = try Taxonomy(
      classPaths: ["food/fruit", "food/fruit/apple/green", "food/pizza"])
    #expect(taxonomy.height == 3)
    #expect(
      try taxonomy.dissimilarity(of: "food/fruit", and: "food/fruit/apple/green") == 2.0 / 3)
    #expect(try taxonomy.dissimilarity(of: "food/fruit", and: "food/pizza") == 1)
    #expect(try taxonomy.dissimilarity(of: "food/fruit", and: "food/fruit") == 0)
  }

  @Test func levelsThatAllPathsShareDoNotCount() throws {
    let deep = try Taxonomy(classPaths: Self.paths.map { "thing<edible<" + $0 })
    #expect(deep.height == 3)
    #expect(
      try deep.dissimilarity(
        of: "thing<edible<food/fruit/apple", and: "thing<edible<food/fruit/pear") == 1.0 / 3)
    let one = try Taxonomy(classPaths: ["food/fruit/apple"])
    #expect(one.height == 0)
    #expect(try one.dissimilarity(of: "food/fruit/apple", and: "food/fruit/apple") == 0)
    let withTop = try Taxonomy(classPaths: ["food", "food/fruit/apple"])
    #expect(withTop.height == 2)
    #expect(try withTop.dissimilarity(of: "food", and: "food/fruit/apple") == 1)
  }

  @Test func theGraphOfATaxonomy() throws {
    let names = ["food/pizza", "food/fruit/pear", "food/fruit/apple"]
    let graph = try SemanticGraph(classNames: names, in: taxonomy)
    let third = Float(1.0 / 3)
    #expect(graph.classNames == names)
    #expect(graph.distances == [[0, 1, 1], [1, 0, third], [1, third, 0]])
  }

  @Test func noClasses() {
    #expect(
      errorText { () throws(HUSEError) in try Taxonomy(classPaths: []) }
        == "taxonomy: has no classes. Pass at least one class path.")
  }

  /// However it is written: it is the same place in the tree.
  @Test(arguments: ["food/apple", "food<apple", "food / apple"])
  func aClassThatComesTwice(again: String) {
    #expect(
      errorText { () throws(HUSEError) in
        try Taxonomy(classPaths: ["food/apple", "food/pear", again])
      } == "taxonomy: class '\(again)' is duplicated. Pass each class path once.")
  }

  @Test func aClassThatIsNotThere() {
    let expected =
      "taxonomy: has no class 'fig'. It holds: food/fruit/apple, food/fruit/pear, food/pizza, "
      + "food/vegetable/leek, food/vegetable/roots/carrot."
    #expect(
      errorText { () throws(HUSEError) in
        try taxonomy.dissimilarity(of: "food/pizza", and: "fig")
      } == expected)
    #expect(
      errorText { () throws(HUSEError) in
        try SemanticGraph(classNames: ["fig", "food/pizza"], in: taxonomy)
      } == expected)
  }
}
