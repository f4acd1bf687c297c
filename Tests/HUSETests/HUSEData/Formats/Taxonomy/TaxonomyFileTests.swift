import Foundation
import HUSEData
import Testing

/// One tree in three formats.
@Suite struct TaxonomyFileTests {
  private static let indented = """
    # Four kinds of food.

    food
      fruit
        apple
        pear

      bread
          rye bread
      pizza

    """

  private static func read(
    _ text: String, named name: String, format: TaxonomyFormat? = nil, classNames: [String]? = nil
  ) throws -> Taxonomy {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: name)
    return try withExtendedLifetime(folder) {
      try Taxonomy(contentsOf: file, format: format, classNames: classNames)
    }
  }

  private func expectTheTree(
    _ taxonomy: Taxonomy, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      taxonomy.classNames == ["apple", "pear", "pizza", "rye bread"],
      sourceLocation: sourceLocation)
    for (first, second, expected) in [
      ("apple", "pear", 0.5), ("apple", "pizza", 1), ("rye bread", "pizza", 1), ("pear", "pear", 0),
    ] {
      #expect(
        try taxonomy.dissimilarity(of: first, and: second) == expected,
        sourceLocation: sourceLocation)
    }
    #expect(
      taxonomy.description == """
        food
          fruit
            apple
            pear
          bread
            rye bread
          pizza
        """, sourceLocation: sourceLocation)
    #expect(
      try taxonomy.path(to: "rye bread") == ["food", "bread", "rye bread"],
      sourceLocation: sourceLocation)
  }

  @Test func indentedText() throws {
    try expectTheTree(Self.read(Self.indented, named: "food.txt"))
    // Tabs, lines as other systems end them, a byte order mark, a step further out at the start.
    let tabs = Self.indented.replacing("          ", with: "\t\t")
      .replacing("    ", with: "\t\t").replacing("  ", with: "\t").replacing("\n", with: "\r\n")
    try expectTheTree(Self.read("\u{FEFF}" + tabs, named: "food.tree", format: .indentedText))
  }

  @Test(arguments: [
    "((apple,pear)fruit,('rye bread')bread,pizza)food;",
    """
    [A tree [of food] ( (apple:0.1 , pear:1e-3)fruit:2,
      (rye bread [dark; heavy])bread, pizza) 'food' ;
    """,
  ])
  func newick(text: String) throws {
    try expectTheTree(Self.read(text, named: "food.nwk"))
  }

  @Test func newickWithoutInnerNames() throws {
    let taxonomy = try Self.read("((apple_pie,'it''s; a (pear)'),pizza);", named: "food.newick")
    #expect(taxonomy.classNames == ["apple_pie", "it's; a (pear)", "pizza"])
    #expect(try taxonomy.dissimilarity(of: "apple_pie", and: "it's; a (pear)") == 0.5)
    #expect(try taxonomy.path(to: "pizza") == ["pizza"])
  }

  @Test(arguments: [
    """
    parent,child
    food,fruit
    fruit,apple
    fruit,pear
    food,bread
    bread,rye bread
    food,pizza
    """,
    // In any order, with other columns, the root in a row of its own.
    """
    note,Child, Parent
    ,rye bread,bread
    red,apple,fruit
    ,pear,fruit
    "first, last",fruit,food
    ,food,
    ,bread,food
    ,pizza,food
    """,
  ])
  func parentsAndChildren(text: String) throws {
    try expectTheTree(Self.read(text, named: "food.csv"))
  }

  /// Inner names may be classes; the rest is skipped.
  @Test func chosenClasses() throws {
    let taxonomy = try Self.read(
      Self.indented, named: "food.txt", classNames: ["pizza", "fruit", "apple"])
    #expect(taxonomy.classNames == ["apple", "fruit", "pizza"])
    #expect(taxonomy.description == "food\n  fruit\n    apple\n  pizza")
  }

  /// No recursion, so nothing overflows.
  @Test func aVeryDeepTree() throws {
    let depth = 50_000
    let text = String(repeating: "(", count: depth) + "a,b" + String(repeating: ")", count: depth)
    let taxonomy = try Self.read(text + ";", named: "deep.nwk")
    #expect(taxonomy.height == 1)
    #expect(try taxonomy.dissimilarity(of: "a", and: "b") == 1)
  }
}
