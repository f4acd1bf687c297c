import HUSECore
import Testing

/// The sets of correct classes on a tree worked out by hand.
///
///     food
///       fruit            a class, with classes below it
///         apple
///         pear
///         citrus
///           lemon
///       bread
///         rye
///       pizza
@Suite struct CorrectClassesTests {
  private static let apple = "food/fruit/apple"
  private static let pear = "food/fruit/pear"
  private static let lemon = "food/fruit/citrus/lemon"
  private static let fruit = "food/fruit"
  private static let rye = "food/bread/rye"
  private static let pizza = "food/pizza"
  private static let all = [apple, pear, lemon, fruit, rye, pizza]

  private let taxonomy: Taxonomy

  init() throws { taxonomy = try Taxonomy(classPaths: Self.all) }

  @Test(arguments: [
    (apple, 1, [apple]),
    // Its parent holds four at once: none of them is nearer than another.
    (apple, 2, [apple, pear, lemon, fruit]),
    (apple, 4, [apple, pear, lemon, fruit]),
    (apple, 5, all),
    // citrus holds no other class.
    (lemon, 2, [apple, pear, lemon, fruit]),
    (rye, 1, [rye]),
    (rye, 2, all),
    (pizza, 3, all),
    // The class itself before what lies below it.
    (fruit, 1, [fruit]),
    (fruit, 2, [apple, pear, lemon, fruit]),
    (fruit, 5, all),
    (rye, 100, all),
  ])
  func widensUpToTheFirstAncestorWithEnough(name: String, count: Int, expected: [String]) throws {
    #expect(try taxonomy.correctClasses(for: name, atLeast: count) == expected.sorted())
  }

  /// Classes that are not there do not fill the set.
  @Test func pruningLeavesOutClasses() throws {
    let some = try taxonomy.pruned(to: [Self.pizza, Self.apple, Self.lemon])
    #expect(some.classNames == [Self.apple, Self.lemon, Self.pizza].sorted())
    #expect(
      try some.correctClasses(for: Self.apple, atLeast: 2) == [Self.apple, Self.lemon].sorted())
    #expect(try some.correctClasses(for: Self.apple, atLeast: 3).count == 3)
    #expect(try some.dissimilarity(of: Self.apple, and: Self.lemon) == 2.0 / 3)
  }

  @Test func theWayToAClassAndTheTree() throws {
    #expect(try taxonomy.path(to: Self.lemon) == ["food", "fruit", "citrus", "lemon"])
    #expect(
      try taxonomy.pruned(to: [Self.rye, Self.pizza, Self.fruit]).description == """
        food
          fruit
          bread
            rye
          pizza
        """)
    // What lies above all classes alike is left out.
    #expect(try taxonomy.pruned(to: [Self.rye]).description == "rye")
  }

  @Test func pruningToWhatIsNotThere() {
    #expect(
      errorText { () throws(HUSEError) in try taxonomy.pruned(to: []) }
        == "taxonomy: is to be pruned to no classes. Pass at least one class.")
    #expect(
      errorText { () throws(HUSEError) in try taxonomy.pruned(to: [Self.rye, Self.rye]) }
        == "taxonomy: class 'food/bread/rye' is duplicated. Pass each class once.")
    #expect(
      errorText { () throws(HUSEError) in try taxonomy.pruned(to: [Self.rye, "fig"]) }?
        .hasPrefix("taxonomy: has no class 'fig'. It holds: food/bread/rye, ") == true)
    #expect(
      errorText { () throws(HUSEError) in try taxonomy.correctClasses(for: "fig", atLeast: 1) }?
        .hasPrefix("taxonomy: has no class 'fig'.") == true)
  }
}
